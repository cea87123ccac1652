"""Whether a text can tell of a topic or of an event at all: cheap tests before the costly analysis.

True may be wrong, False never is: what a test asks for is what the rules themselves look for first, as far as it
can be seen before.
"""

from __future__ import annotations

from spacy.tokens import Doc

from pipeline.assembly import frames, topics
from pipeline.assembly.view import View


def may_hold_event(doc: Doc, *, tagged: bool) -> bool:
    """Whether a Doc with sentence boundaries may hold an event; `tagged` says that it has parts of speech."""
    return frames.may_announce(View(doc, tagged=tagged))


def may_hold_topic_or_event(doc: Doc) -> bool:
    """Whether a Doc with its names and dates, but without parts of speech, may hold a topic or an event."""
    view = View(doc, tagged=False)
    return frames.may_announce(view) or topics.may_find(view)
