"""The tokenizer's expression for whole words matches the same however its alternatives are joined."""

from __future__ import annotations

import random
import re

import pytest
from spacy.lang.fr.tokenizer_exceptions import _hyphen_prefix, _regular_exp

from pipeline.quick_start import joined, joined_alternatives

SOURCE = "(?iu)" + "|".join(f"(?:{one})" for one in _regular_exp)
WORDS = [
    "agent",
    "Ciel",
    "l'air",
    "à",
    "ÉTAT",
    "x86",
    "ménage-là",
    "",
    "sexualisée",
    "watch",
    "2019",
    "d’eau",
]


@pytest.fixture(scope="module")
def plain() -> re.Pattern[str]:
    """The expression as spaCy has it, each alternative by itself."""
    return re.compile(SOURCE)


def made_up() -> list[str]:
    chance = random.Random(3)  # noqa: S311 (no secret)
    first = [*_hyphen_prefix, *WORDS, "binge", "arc", "r", "entr", "ch", "pet"]
    middle = ["-", "–", "'", "’", "-en-", "-en-l'", "-des-", "-sur-", " "]
    return ["".join(map(chance.choice, (first, middle, WORDS))) for _ in range(5_000)]


def test_joined_alternatives_match_the_same_words(plain: re.Pattern[str]) -> None:
    quick = re.compile(joined(SOURCE))
    found = [(word, plain.match(word) is not None, quick.match(word) is not None) for word in made_up()]
    assert [word for word, before, now in found if before != now] == []
    assert 100 < sum(now for *_, now in found) < len(found)


def test_joined_alternatives_are_short() -> None:
    assert len(joined(SOURCE)) < len(SOURCE) / 20


@pytest.mark.parametrize("source", ["", "a|b", "(?iu)(?:a", "(?:a)|(?:b)"])
def test_other_expressions_stay(source: str) -> None:
    assert joined(source) == source


def test_only_long_expressions_are_touched_and_only_within() -> None:
    before = re.compile
    with joined_alternatives():
        assert re.compile("(?iu)(?:ab)|(?:cb)").pattern == "(?iu)(?:ab)|(?:cb)"
        assert len(re.compile(SOURCE).pattern) < len(SOURCE)
        assert re.compile(re.compile("a")).pattern == "a"
    assert re.compile is before
