"""From sentences, mentions and cues to event records."""
