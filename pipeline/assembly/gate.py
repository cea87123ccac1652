"""Whether a text can tell of an event at all: the cheap test before the costly analysis."""

from __future__ import annotations

from pipeline.assembly.eventtypes import event_types
from pipeline.assembly.patterns import fold
from pipeline.assembly.topics import tells_of_training


def may_tell(text: str) -> bool:
    """Whether `text` holds a word that can announce a topic or an event; True may be wrong, False never is."""
    folded = fold(text)
    return tells_of_training(folded) or any(event_type.anchor.search(folded) for event_type in event_types())
