"""Media and agencies in what stands around a report: “Kara, 3 mai (ATP) –”, “Ali Sow, ATP”, “Source : Le Phare”."""

from __future__ import annotations

import re
from itertools import pairwise

from pipeline.components.acronyms import kind_of
from pipeline.components.names import Names, is_capitalised, is_upper, word_class
from pipeline.components.person_names import is_ordinary

_FAR = 14
_MOST_WORDS = 5
_LONGEST_ACRONYM = 8
_DASH = re.compile(r"[.:;,]*[-–—]+")
_SITE = re.compile(r"[a-z][\w-]{3,}\.(?:com|net|org|info|[a-z]{2})")
_COLON = frozenset({":", "©"})


def find(names: Names) -> None:
    """Marks the agency of a dateline, of a signature and of a credit line as bodies."""
    for start, end in _lines(names):
        span = (
            _of_dateline(names, start, end)
            or _of_signature(names, start, end)
            or _of_credit(names, start, end)
        )
        if span is not None:
            names.add(*span, "ORG", "organisations.credit")


def _lines(names: Names) -> list[tuple[int, int]]:
    """The lines as token ranges, without those that are empty."""
    breaks = [-1, *(t for t, word in enumerate(names.words) if "\n" in word), len(names.words)]
    return [(a + 1, b) for a, b in pairwise(breaks) if b > a + 1]


def _of_dateline(names: Names, start: int, end: int) -> tuple[int, int] | None:
    """“Kara, le 3 mai 2022 (ATP) – Dix agents …”: a name in brackets near the head of a line, a dash behind."""
    for token in range(start, min(start + _FAR, end - 3)):
        if names.words[token] == "(":
            close = token + 2
            word = names.words[token + 1]
            agency = (is_upper(word) and word.isalpha()) or _SITE.fullmatch(word)
            dashed = names.words[close] == ")" and _DASH.fullmatch(names.words[close + 1])
            return (token + 1, close) if agency and dashed and kind_of(word) != "country" else None
    return None


def _of_signature(names: Names, start: int, end: int) -> tuple[int, int] | None:
    """“Ali Sow, ATP”, “P. Guérin / Le Matin”: a line that is a person's name and a medium."""
    person = names.owner[start + (names.words[start] in {"—", "–", "-"})]
    if person is None or person.label != "PER" or person.end - start > _MOST_WORDS:
        return None
    mark, first = names.word(person.end), person.end + 1
    if mark == "," and first + 1 == end and _is_acronym(names.words[first]):
        return first, end
    return (first, end) if mark == "/" and _is_title(names, first, end) else None


def _of_credit(names: Names, start: int, end: int) -> tuple[int, int] | None:
    """“Source : Le Phare”: what a line credits."""
    if names.folded(start) not in word_class("credit") or names.words[start + 1] not in _COLON:
        return None
    first = start + 2
    while first < end and names.words[first].isspace():
        first += 1
    named = any(owner is not None and owner.label in {"PER", "LOC"} for owner in names.owner[first:end])
    return (first, end) if not named and _is_title(names, first, end) else None


def _is_acronym(word: str) -> bool:
    return (
        is_upper(word)
        and word.isalpha()
        and len(word) <= _LONGEST_ACRONYM
        and kind_of(word) in {None, "organisation"}
    )


def _is_title(names: Names, start: int, end: int) -> bool:
    """Whether the tokens are capitalised words, linkers between them, as a paper's name is written."""
    words = names.words[start:end]
    if not 0 < len(words) <= _MOST_WORDS or not is_capitalised(words[0]):
        return False
    own = any(is_capitalised(word) and not is_ordinary(word) for word in words)
    return own and all(
        is_capitalised(w) or names.folded(start + k) in word_class("linker") for k, w in enumerate(words)
    )
