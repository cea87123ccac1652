"""What the page needs of the records: articles once each, events pointing to theirs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypedDict

from pipeline.links import web_address
from pipeline.records import Document, DocumentReference, Event

_Key = tuple[str, str | None, str | None, str | None]


class Payload(TypedDict):
    """The page's data. An event's `doc` is an index into `documents`; events come in record order."""

    documents: list[dict[str, Any]]
    events: list[dict[str, Any]]


def collect(records: Iterable[Event | Document]) -> Payload:
    """The payload of `records`, in their order.

    An article given by several records appears once, with its text if any of them has it; an event given
    both alone and inside its article appears once. Offsets stay code points.
    """
    collector = _Collector()
    for record in records:
        if isinstance(record, Document):
            collector.add_document(record)
        else:
            collector.add_event(record, record.document or DocumentReference(id="?"))
    return Payload(documents=collector.documents, events=collector.events)


class _Collector:
    def __init__(self) -> None:
        self.documents: list[dict[str, Any]] = []
        self.events: list[dict[str, Any]] = []
        self._index: dict[_Key, int] = {}
        self._seen: set[tuple[int, str]] = set()

    def add_document(self, document: Document) -> None:
        index = self._document(document.reference())
        if "text" not in self.documents[index]:
            plain = _plain(document)
            self.documents[index] |= {"text": document.text, "entities": plain.get("entities", [])}
        for event in document.events:
            self._append(event, index)

    def add_event(self, event: Event, reference: DocumentReference) -> None:
        self._append(event, self._document(reference))

    def _document(self, reference: DocumentReference) -> int:
        key = (reference.id, reference.title, reference.published, reference.url)
        if key not in self._index:
            self._index[key] = len(self.documents)
            plain = _plain(reference)
            plain.pop("url", None)
            if url := web_address(reference.url):
                plain["url"] = url
            self.documents.append(plain)
        return self._index[key]

    def _append(self, event: Event, index: int) -> None:
        if event.id and (index, event.id) in self._seen:
            return
        self._seen.add((index, event.id))
        plain = _plain(event)
        plain.pop("schema", None)
        plain.pop("document", None)
        self.events.append(plain | {"doc": index})


def _plain(record: Document | DocumentReference | Event) -> dict[str, Any]:
    """`record` as JSON values, without the fields that say nothing."""
    return record.model_dump(mode="json", by_alias=True, exclude_none=True)
