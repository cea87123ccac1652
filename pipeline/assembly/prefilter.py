"""Rules by the words that they need: which of them may match in a sentence is looked up, not tried."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache
from typing import Generic, TypeVar

from pipeline.assembly.needs import Need

Rule = TypeVar("Rule")
# Of so many words it is remembered which rules need them.
_KEPT_WORDS = 20_000


class Index(Generic[Rule]):
    """Rules with what their matches need, as from `needs.need_of`; a rule without needs may match anywhere."""

    def __init__(self, rules: Iterable[tuple[Rule, tuple[Need, ...]]]) -> None:
        self._rules: list[tuple[Rule, set[int]]] = []
        self._anywhere: list[int] = []
        # The rules by their first need.
        self._needing: dict[int, list[int]] = defaultdict(list)
        self._by_word: dict[str, set[int]] = defaultdict(set)
        self._by_part: dict[str, set[int]] = defaultdict(set)
        numbers: dict[Need, int] = {}
        for place, (rule, needs) in enumerate(rules):
            asked = [numbers.setdefault(need, len(numbers)) for need in needs]
            self._rules.append((rule, set(asked)))
            (self._needing[asked[0]] if asked else self._anywhere).append(place)
        for need, number in numbers.items():
            for words, by in ((need.words, self._by_word), (need.parts, self._by_part)):
                for word in words:
                    by[word].add(number)
        self._sizes = sorted(set(map(len, self._by_part)))
        self._met_by = lru_cache(_KEPT_WORDS)(self._look_up)

    def among(self, words: frozenset[str]) -> tuple[Rule, ...]:
        """The rules all of whose needs a text of these words meets, in the order in which they were given."""
        met = frozenset[int]().union(*map(self._met_by, words))
        first = [place for need in met for place in self._needing.get(need, ())]
        places = [place for place in first if self._rules[place][1] <= met]
        return tuple([self._rules[place][0] for place in sorted(places + self._anywhere)])

    def _look_up(self, word: str) -> frozenset[int]:
        """The numbers of the needs that `word` meets."""
        parts = {word[i : i + size] for size in self._sizes for i in range(len(word) - size + 1)}
        found = (self._by_part[part] for part in parts & self._by_part.keys())
        return frozenset(self._by_word.get(word, ())).union(*found)
