"""Joins gold and predicted documents by id, whatever their order, and says what does not fit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import zip_longest

from pipeline.formats import lenient
from pipeline.records import Document, Event, EventDate, Filler, Mention, TextSpan


class MismatchError(ValueError):
    """Gold and predictions do not fit together; the message is one sentence with the remedy."""


def pair(gold: Iterable[Document], predicted: Iterable[Document]) -> Iterator[tuple[Document, Document]]:
    """The pairs with the same id, as soon as both sides are read.

    Both sides are read in step, so files in the same order pass through without being held in memory.
    Predicted documents that the gold lacks are left out. Raises MismatchError for an id that is there twice,
    a gold document without prediction, texts that differ, and an empty gold.
    """
    waiting: tuple[dict[str, Document], dict[str, Document]] = {}, {}
    seen: tuple[set[str], set[str]] = set(), set()
    for both in zip_longest(gold, predicted):
        for side, document in enumerate(both):
            if document is None:
                continue
            _once(document, seen[side], "gold" if side == 0 else "predicted")
            other = waiting[1 - side].pop(document.id, None)
            if other is None:
                waiting[side][document.id] = document
            else:
                yield _checked(document, other) if side == 0 else _checked(other, document)
    if not seen[0]:
        msg = "the gold holds no document: give a file with at least one"
        raise MismatchError(msg)
    for document in waiting[0].values():
        number = f" (and {len(waiting[0]) - 1} more)" if len(waiting[0]) > 1 else ""
        msg = (
            f"document {document.id!r}{number} of the gold has no prediction: extract from it, or take it out"
        )
        raise MismatchError(msg)


def with_events(
    gold: Iterable[Document], predicted: Mapping[str, list[Event]]
) -> Iterator[tuple[Document, Document]]:
    """Pairs each gold document with the event records that name it; one that none names has no event.

    Raises MismatchError as `pair` does, and if event records are there but none names a gold document.
    """
    seen: set[str] = set()
    for document in gold:
        _once(document, seen, "gold")
        events = predicted.get(document.id, [])
        yield _checked(document, Document(id=document.id, text=document.text, events=events))
    if not seen:
        msg = "the gold holds no document: give a file with at least one"
        raise MismatchError(msg)
    if predicted and seen.isdisjoint(predicted):
        msg = f"no event record names a document of the gold; the first names {next(iter(predicted))!r}"
        raise MismatchError(msg)


def _once(document: Document, seen: set[str], side: str) -> None:
    if document.id in seen:
        msg = f"document {document.id!r} is there twice in the {side} file: make its id unique"
        raise MismatchError(msg)
    seen.add(document.id)


def _checked(gold: Document, predicted: Document) -> tuple[Document, Document]:
    if gold.text != predicted.text:
        at = next(
            (n for n, (a, b) in enumerate(zip(gold.text, predicted.text, strict=False)) if a != b),
            min(len(gold.text), len(predicted.text)),
        )
        msg = (
            f"document {gold.id!r} has another text in the predictions, from character {at} on"
            f" ({gold.text[at : at + 20]!r} in the gold, {predicted.text[at : at + 20]!r} there):"
            " extract from the gold's text"
        )
        raise MismatchError(msg)
    for document, side in ((gold, "gold"), (predicted, "predicted")):
        for span in _spans(document):
            if span.end > len(document.text):
                msg = (
                    f"document {document.id!r} in the {side} file has a span {span.start}–{span.end} beyond"
                    f" the end of its text ({len(document.text)} characters): offsets"
                    " count code points of the raw text"
                )
                raise MismatchError(msg)
    return gold, predicted


def _spans(document: Document) -> Iterator[Mention | Filler | EventDate | TextSpan]:
    yield from lenient.spans(document)
    for event in document.events:
        yield from event.evidence
