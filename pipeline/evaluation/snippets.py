"""Errors in their sentences: what the report shows of a difference, however large the corpus is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from itertools import pairwise
from typing import NamedTuple

from pipeline.evaluation.errors import Error, sentence
from pipeline.records import Document

LIMIT = 200  # of one kind and subject; a page of ten thousand errors is read by nobody


class Piece(NamedTuple):
    """A stretch of text and the sides that mark it (`gold`, `predicted`)."""

    text: str
    sides: frozenset[str]


class Shown(NamedTuple):
    """An error with the pieces of its sentences."""

    error: Error
    pieces: list[Piece]


class ErrorBook:
    """Collects errors as they are found: the first few of each kind and subject, and how many there are."""

    def __init__(self, limit: int = LIMIT) -> None:
        self._limit = limit
        self.shown: list[Shown] = []
        self.numbers: Counter[tuple[str, str]] = Counter()

    def add(self, document: Document, error: Error) -> None:
        """Notes an error; cuts its sentences out of the document at once, so that the latter may go."""
        group = error.kind, error.subject
        self.numbers[group] += 1
        if self.numbers[group] <= self._limit:
            self.shown.append(Shown(error, pieces(document.text, error)))

    def only(self, wanted: Callable[[Error], bool]) -> ErrorBook:
        """The errors that are `wanted`, which must depend on kind and subject alone."""
        book = ErrorBook(self._limit)
        book.shown = [shown for shown in self.shown if wanted(shown.error)]
        kept = {(shown.error.kind, shown.error.subject) for shown in book.shown}
        book.numbers = Counter({group: number for group, number in self.numbers.items() if group in kept})
        return book


def pieces(text: str, error: Error) -> list[Piece]:
    """The sentences around the spans of an error, cut where marks begin and end."""
    result: list[Piece] = []
    for start, end in _windows(text, error):
        if result:
            result.append(Piece(" … ", frozenset()))
        edges = {start, end}
        for begin, stop, _ in error.spans:
            edges.update(edge for edge in (begin, stop) if start < edge < end)
        cuts = sorted(edges)
        for a, b in pairwise(cuts):
            sides = frozenset(side for begin, stop, side in error.spans if begin <= a and b <= stop)
            result.append(Piece(text[a:b], sides))
    return result


def _windows(text: str, error: Error) -> list[tuple[int, int]]:
    """The sentences around the spans, in order, joined where they meet."""
    windows: list[tuple[int, int]] = []
    for start, end in sorted(sentence(text, begin, stop) for begin, stop, _ in error.spans):
        if windows and start <= windows[-1][1]:
            windows[-1] = windows[-1][0], max(end, windows[-1][1])
        else:
            windows.append((start, end))
    return windows
