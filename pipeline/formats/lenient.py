"""JSON objects → document records: forgiving of what gold leaves out, strict about offsets.

Hand-made gold may lack ids, canonical names, wordings, rules and evidence, and may carry keys of its own;
those are filled in or passed over. Offsets that do not fit the text are never guessed at.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

from pydantic import BaseModel, ValidationError

from pipeline.formats.errors import FormatError
from pipeline.records import Document, Entity, Event, EventDate, Filler, Mention, TextSpan

_NESTED: dict[tuple[type[BaseModel], str], type[BaseModel]] = {
    (Document, "entities"): Entity,
    (Document, "events"): Event,
    (Entity, "mentions"): Mention,
    (Event, "date"): EventDate,
    (Event, "place"): Filler,
    (Event, "roles"): Filler,
    (Event, "trigger"): Mention,
    (Event, "evidence"): TextSpan,
}


def document(raw: Any, where: str) -> Document:
    """A document record from a JSON object; `where` (file and line) begins the message of a FormatError.

    `model_fields_set` of the result tells whether `entities` and `events` were annotated at all.
    """
    if not isinstance(raw, dict):
        msg = f"{where}: a document record is a JSON object, not {type(raw).__name__}"
        raise FormatError(msg)
    for key in ("id", "text"):
        if not isinstance(raw.get(key), str):
            msg = f"{where}: the record has no {key!r} (a string); give every document an id and its text"
            raise FormatError(msg)
    try:
        result = Document.model_validate(raw)  # as our own records are, and much the quickest
    except ValidationError:
        known = _known(raw, Document)
        _complete(known, raw["text"])
        result = _validated(Document, known, f"{where}, document {raw['id']!r}")
    for span in spans(result):
        _check(span, result, where)
    return result


def event(raw: Any, where: str) -> tuple[str, Event]:
    """The document id and the event of an event record; raises FormatError."""
    reference = raw.get("document") if isinstance(raw, dict) else None
    if not isinstance(reference, dict) or not isinstance(reference.get("id"), str):
        msg = f"{where}: the event record does not name its document; it needs document.id"
        raise FormatError(msg)
    known = _known(raw, Event)
    known.pop("document", None)
    return reference["id"], _validated(Event, known, where)


def spans(record: Document) -> Iterator[Mention | Filler | EventDate]:
    """Everything in a document record that has a wording and offsets."""
    for entity in record.entities:
        yield from entity.mentions
    for each in record.events:
        yield from each.place
        for fillers in each.roles.values():
            yield from fillers
        if each.trigger:
            yield each.trigger
        if each.date:
            yield each.date


@cache
def _keys(model: type[BaseModel]) -> frozenset[str]:
    return frozenset(field.alias or name for name, field in model.model_fields.items())


def _known(raw: dict[str, Any], model: type[BaseModel]) -> dict[str, Any]:
    """`raw` without keys that the model does not know and without nulls, all the way down."""
    kept = {key: value for key, value in raw.items() if key in _keys(model) and value is not None}
    for key, value in kept.items():
        nested = _NESTED.get((model, key))
        if nested is not None:
            kept[key] = _known_values(value, nested)
    if model is Entity or model is EventDate:
        # A null value is an annotation of its own: there is a date, and its value cannot be known.
        kept.update({key: None for key in ("timex", "from", "to") if key in raw and raw[key] is None})
    return kept


def _known_values(value: Any, model: type[BaseModel]) -> Any:
    if isinstance(value, list):
        return [_known_values(item, model) for item in value]
    if not isinstance(value, dict):
        return value
    if model is Filler and "start" not in value and all(isinstance(v, list) for v in value.values()):
        return {role: _known_values(fillers, model) for role, fillers in value.items()}
    return _known(value, model)


def _complete(record: dict[str, Any], text: str) -> None:
    """Fills in wordings, entity ids and canonical names that the record leaves out."""
    for number, entity in enumerate(_dicts(record.get("entities")), 1):
        mentions = _dicts(entity.get("mentions"))
        for mention in mentions:
            _word(mention, text)
        entity.setdefault("id", f"{entity.get('label')}-{number}")
        entity.setdefault("name", mentions[0].get("text", "") if mentions else "")
    for each in _dicts(record.get("events")):
        roles = each.get("roles")
        fillers = [f for some in roles.values() for f in _dicts(some)] if isinstance(roles, dict) else []
        for span in (*fillers, *_dicts(each.get("place")), *_dicts([each.get("trigger"), each.get("date")])):
            _word(span, text)
        if isinstance(each.get("date"), dict):
            each["date"].setdefault("type", "DATE")


def _word(span: dict[str, Any], text: str) -> None:
    start, end = span.get("start"), span.get("end")
    if "text" not in span and isinstance(start, int) and isinstance(end, int):
        span["text"] = text[start:end]


def _dicts(value: Any) -> list[dict[str, Any]]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _validated(model: type[Any], raw: dict[str, Any], where: str) -> Any:
    try:
        return model.model_validate(raw)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(str(part) for part in first["loc"])
        shown = f" (given {str(first['input'])[:60]!r})" if first["type"] != "missing" else ""
        msg = f"{where}: {place}: {first['msg']}{shown}"
        raise FormatError(msg) from None


def _check(span: Mention | Filler | EventDate, record: Document, where: str) -> None:
    at = f"{where}, document {record.id!r}: offsets {span.start}–{span.end}"
    if span.end > len(record.text):
        msg = (
            f"{at} ({span.text!r}) reach beyond the text, which has {len(record.text)} characters;"
            " offsets count code points of the raw text"
        )
        raise FormatError(msg)
    if record.text[span.start : span.end] != span.text:
        held = record.text[span.start : span.end]
        msg = f"{at} hold {held!r}, but the record says {span.text!r}; correct the offsets or the wording"
        raise FormatError(msg)
