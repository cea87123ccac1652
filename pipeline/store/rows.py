"""Records → rows of the tables; and a stream of records → batches of whole documents."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from pipeline.reading.unique import novelty
from pipeline.records import Document, Entity, Event, Filler
from pipeline.store.schema import TABLES

Rows = dict[str, list[dict[str, Any]]]


def documents(
    records: Iterable[Event | Document], again: Callable[[str], None] = lambda _: None
) -> Iterator[Document]:
    """One document for each stretch of records of the same article; `again` gets the id of one with several.

    Event records say which article they are from, but nothing of its text and entities.
    """
    with novelty() as is_new:
        for (identifier, _), group in groupby(records, key=_origin):
            if not is_new(identifier):
                again(identifier)
            yield from _documents(identifier, list(group))


def _documents(identifier: str, found: Sequence[Event | Document]) -> Iterator[Document]:
    first = found[0]
    if isinstance(first, Document):
        yield from (record for record in found if isinstance(record, Document))
        return
    reference = first.document
    yield Document(
        id=identifier,
        title=reference.title if reference else None,
        published=reference.published if reference else None,
        url=reference.url if reference else None,
        text="",
        events=[record for record in found if isinstance(record, Event)],
    )


def _origin(record: Event | Document) -> tuple[str, bool]:
    if isinstance(record, Document):
        return record.id, True
    return (record.document.id if record.document else ""), False


def rows(batch: Sequence[Document]) -> Rows:
    """The rows of `batch`, by table, sorted by key; of two documents with one id, the later one counts."""
    found: Rows = {table.name: [] for table in TABLES}
    for document in sorted({document.id: document for document in batch}.values(), key=lambda d: d.id):
        _add(document, found)
    return found


def _add(document: Document, found: Rows) -> None:
    whole = document.text != ""
    found["documents"].append(
        {
            **_picked(document, "id", "title", "published", "url"),
            "text": document.text if whole else None,
            "record": document.to_json() if whole else None,
        }
    )
    for entity in document.entities:
        found["entities"].append(_entity(document.id, entity))
        found["mentions"] += [
            {
                "document_id": document.id,
                "entity_id": entity.id,
                "number": number,
                "start_char": mention.start,
                "end_char": mention.end,
                **_picked(mention, "text", "rule"),
            }
            for number, mention in enumerate(entity.mentions)
        ]
    for number, event in enumerate(document.events):
        found["events"].append(_event(document.id, number, event))
        for role, filled in {"place": event.place, **event.roles}.items():
            found["fillers"] += [_filler(document.id, number, role, i, f) for i, f in enumerate(filled)]


def _entity(document_id: str, entity: Entity) -> dict[str, Any]:
    names = ("id", "label", "name", "function", "organisation", "acronym", "country", "domain", "timex")
    return {
        "document_id": document_id,
        **_picked(entity, *names),
        "date_from": entity.first,
        "date_to": entity.last,
    }


def _event(document_id: str, number: int, event: Event) -> dict[str, Any]:
    date = event.date
    return {
        "document_id": document_id,
        "number": number,
        **_picked(event, "id", "type", "name", "factuality", "duration", "confidence", "same_as"),
        "date_text": date.text if date else None,
        "timex": date.timex if date else None,
        "date_from": date.first if date else None,
        "date_to": date.last if date else None,
        "record": event.to_json(),
    }


def _filler(document_id: str, event: int, role: str, number: int, filler: Filler) -> dict[str, Any]:
    return {
        "document_id": document_id,
        "event_number": event,
        "role": role,
        "number": number,
        "start_char": filler.start,
        "end_char": filler.end,
        "entity_id": filler.entity,
        **_picked(filler, "text", "label", "name", "country", "count", "approximate", "domain"),
    }


def _picked(record: object, *names: str) -> Mapping[str, Any]:
    return {name: getattr(record, name) for name in names}
