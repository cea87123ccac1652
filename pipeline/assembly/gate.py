"""Whether a text can tell of a topic or of an event at all: cheap tests before the costly analysis.

True may be wrong, False never is: what a test asks for is what the rules themselves look for first, as far as it
can be seen before.
"""

from __future__ import annotations

from spacy.tokens import Doc

from pipeline.assembly import topics
from pipeline.assembly.eventtypes import event_types, triggers_of_all
from pipeline.assembly.view import View


def may_hold_event(doc: Doc, *, tagged: bool) -> bool:
    """Whether a Doc with sentence boundaries may hold an event; `tagged` says that it has parts of speech."""
    return _may_announce(View(doc, tagged=tagged))


def may_hold_topic_or_event(doc: Doc) -> bool:
    """Whether a Doc with its names and dates, but without parts of speech, may hold a topic or an event."""
    view = View(doc, tagged=False)
    return _may_announce(view) or topics.tells_of_training(view)


def _may_announce(view: View) -> bool:
    """Whether there may be a frame: a trigger in some sentence.

    A side trigger alone opens no event of an article, a weak one only beside a word of learning.
    """
    weak = set()
    for sentence in view.sentences:
        for event_type, cue in sentence.passage.among(triggers_of_all(event_types())):
            if (cue.side and event_type.article_scope) or next(cue.matches(view, sentence), None) is None:
                continue
            if cue.strength > 1:
                return True
            weak.add(event_type)
    return any(kind.learning is None or kind.learning.search(view.folded) for kind in weak)
