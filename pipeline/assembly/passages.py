"""A stretch of folded text as rules look it up: by its words, and where they stand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any, TypeVar

from pipeline.assembly.heads import heads_of
from pipeline.assembly.needs import SIGNIFICANT, need_of
from pipeline.assembly.prefilter import Index

Rule = TypeVar("Rule")


class Passage:
    """The characters `[start, end)` of a folded `text`; `words` are its distinct words, and its colon."""

    __slots__ = ("_among", "_places", "end", "start", "text", "words")

    def __init__(self, text: str, start: int = 0, end: int | None = None) -> None:
        self.text, self.start, self.end = text, start, len(text) if end is None else end
        self.words = frozenset(SIGNIFICANT.findall(text, self.start, self.end))
        self._among: dict[Index[Any], tuple[Any, ...]] = {}
        self._places: dict[str, list[int]] = {}

    def among(self, index: Index[Rule]) -> tuple[Rule, ...]:
        """The rules of `index` that may match; remembered, because the gate, each type and each event ask for them."""
        known = self._among.get(index)
        if known is None:
            known = self._among[index] = index.among(self.words)
        return known

    def matches(self, pattern: re.Pattern[str]) -> Iterator[re.Match[str]]:
        """What `pattern.finditer` gives, tried only where a word stands with which a match may begin."""
        heads = heads_of(pattern.pattern)
        if heads is None:
            yield from pattern.finditer(self.text, self.start, self.end)
            return
        done = self.start
        for place in sorted(place for word in heads.among(self.words) for place in self._of_word(word)):
            if place >= done and (found := pattern.match(self.text, place, self.end)):
                yield found
                done = found.end()

    def may_hold(self, pattern: re.Pattern[str]) -> bool:
        """Whether the words are there that `pattern` needs."""
        return bool(self.among(_alone(pattern.pattern)))

    def holds(self, pattern: re.Pattern[str]) -> bool:
        """Whether `pattern` matches."""
        return self.may_hold(pattern) and next(self.matches(pattern), None) is not None

    def _of_word(self, word: str) -> list[int]:
        """Where `word` stands by itself; looked for when a rule asks for it, because few words are asked for."""
        known = self._places.get(word)
        if known is None:
            known = self._places[word] = list(_occurrences(word, self.text, self.start, self.end))
        return known


@cache
def _alone(source: str) -> Index[str]:
    """An index of one expression, by its source: the hash of a compiled one is made anew at each look."""
    need = need_of(source)
    return Index([(source, (need,) if need else ())])


def _occurrences(word: str, text: str, start: int, end: int) -> Iterator[int]:
    place = text.find(word, start, end)
    while place >= 0:
        behind = place + len(word)
        within = (place > start and _of_a_word(text[place - 1])) or (
            behind < end and _of_a_word(text[behind])
        )
        if not within:
            yield place
        place = text.find(word, behind, end)


def _of_a_word(char: str) -> bool:
    r"""Whether `char` is what `\\w` matches."""
    return char.isalnum() or char == "_"
