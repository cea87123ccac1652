"""`chronique_events`: links mentions into event records."""

from __future__ import annotations

from typing import Any

from spacy.language import Language
from spacy.tokens import Doc

from pipeline.assembly.assemble import assemble
from pipeline.components import tokenizer
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
        raw, offsets = tokenizer.raw_text(doc), tokenizer.offsets(doc)
        doc.user_data[_EVENTS] = [
            _to_raw(event.model_dump(by_alias=True), raw, offsets.raw_span) for event in assemble(doc)
        ]
        return doc


def _to_raw(value: Any, raw: str, raw_span: Any) -> Any:
    """`value` with every span's offsets and wording as in the raw text."""
    if isinstance(value, list):
        return [_to_raw(item, raw, raw_span) for item in value]
    if not isinstance(value, dict):
        return value
    mapped = {key: _to_raw(item, raw, raw_span) for key, item in value.items()}
    if "start" in mapped and "end" in mapped:
        mapped["start"], mapped["end"] = raw_span(mapped["start"], mapped["end"])
        if "text" in mapped:
            mapped["text"] = raw[mapped["start"] : mapped["end"]]
    return mapped
