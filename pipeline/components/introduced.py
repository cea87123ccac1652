"""Names that the text introduces: “l'association Terre Vive” is a body each time; and the towns of datelines."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline import countries
from pipeline.components import acronyms, institutions
from pipeline.components.names import Name, Names, is_capitalised, is_upper, occurrences, word_class
from pipeline.components.person_names import is_ordinary
from pipeline.components.titles import title_at

# Only the model calls these persons, and nothing in the text does.
_GUESSED = frozenset({"people.model", "people.again"})
_LONGEST_DATELINE = 4
_SHORTEST = 2
_DAY = re.compile(r"\d{1,2}(?:er)?|le")
_OF_TOWN = frozenset({"à", "de", "d'", "d’"})
_QUOTES = frozenset('"“«')
_AFTER_TOWN = frozenset({",", ":", "-", "–", "—", ".", "("})


def bodies(names: Names) -> None:
    """“l'association Terre Vive … Terre Vive a …”: the name after a word for a body is a body's each time."""
    for token in names.beginning(institutions.naming_words()):
        start = institutions.naming_at(names, token)
        start = start + 1 if start is not None and names.word(start) in _QUOTES else start
        owner = names.owner[start] if start is not None and start < len(names.words) else None
        if owner is None or owner.start != start or not is_capitalised(names.words[owner.start]):
            continue
        end = _without_mark(names, owner)
        if end > owner.start and _is_body(names, owner, end):
            _everywhere(names, tuple(names.words[owner.start : end]))


def _without_mark(names: Names, name: Name) -> int:
    """The end of `name` without the mark of a firm: “Agrovert | SA”."""
    end = name.end
    while end - 1 > name.start and names.folded(end - 1) in word_class("firm_mark"):
        end -= 1
    return end


def _is_body(names: Names, name: Name, end: int) -> bool:
    """Whether nothing says that a name is a person's or a known place's."""
    words = set(names.words[name.start : end])
    if name.label == "PER" and name.rule not in _GUESSED:
        return False
    if end - name.start == 1 and countries.countries_of(names.words[name.start]):
        return False
    for other in names.labelled("PER"):
        mention = names.words[other.start : other.end]
        known = other.rule not in _GUESSED or len(mention) != end - name.start or _titled(names, other.start)
        if known and words & set(mention):
            return False
    return True


def _titled(names: Names, start: int) -> bool:
    """Whether a civility or a title stands right before `start`: “M. | Dupont”."""
    before = title_at(names, start - 1) if start else None
    return before is not None and before[1] == start


def _everywhere(names: Names, words: tuple[str, ...]) -> None:
    for start, end in occurrences(names, words):
        owner = names.owner[start]
        if owner is None or owner.label != "ORG":
            whole = owner is None or (owner.start == start and owner.end == end)
            if whole:
                names.add(start, end, "ORG", "organisations.introduced")


def datelines(names: Names) -> None:
    """“NGOZI, 15 mars (AIBU) –”, “HUY” above a text on Huy: a town in capitals at the head of a line."""
    for start, end in _loud_heads(names):
        owner = names.owner[start]
        if owner is not None and (owner.end > end or owner.label == "LOC"):
            continue
        ordinary = is_ordinary(names.words[start].lower())
        if not ordinary and (_is_town(names, start, end) or (owner is not None and _dated(names, end))):
            names.add(start, end, "LOC", "organisations.dateline")


def _loud_heads(names: Names) -> Iterator[tuple[int, int]]:
    """The words in capitals at the head of a line, where a mark or the line's end follows them."""
    for start in range(len(names.words)):
        if start and "\n" not in names.words[start - 1]:
            continue
        end = start
        while end < len(names.words) and end - start < _LONGEST_DATELINE and _is_loud(names.words[end]):
            end += 1
        ends_line = end == len(names.words) or "\n" in names.words[end]
        letters = sum(map(str.isalpha, "".join(names.words[start:end])))
        if end > start and letters > _SHORTEST and (ends_line or names.words[end] in _AFTER_TOWN):
            yield start, end


def _is_loud(word: str) -> bool:
    return is_upper(word) or (word == "-") or (len(word) > 1 and word.replace("-", "").isupper())


def _is_town(names: Names, start: int, end: int) -> bool:
    """Whether the text has the same name as a place, not in capitals, or it is a known town."""
    if acronyms.kind_of(names.words[start]) is not None:
        return False
    loud = tuple(names.folded(token) for token in range(start, end))
    for name in names.labelled("LOC"):
        same = tuple(names.folded(token) for token in range(name.start, name.end)) == loud
        if same and not is_upper(names.words[name.start]):
            return True
    title = names.text(start, end).title()
    return bool(countries.countries_of(title)) or _told_as_place(names, loud)


def _told_as_place(names: Names, loud: tuple[str, ...]) -> bool:
    """Whether the name stands behind “à” somewhere, not in capitals: “se tient à Ngozi”."""
    for token in range(1, len(names.words) - len(loud) + 1):
        if names.folded(token) == loud[0] and names.words[token - 1] in _OF_TOWN:
            words = names.words[token : token + len(loud)]
            if not is_upper(words[0]) and tuple(names.folded(token + k) for k in range(len(loud))) == loud:
                return True
    return False


def _dated(names: Names, end: int) -> bool:
    """Whether a comma and a day follow, as after the town of a dateline."""
    return names.word(end) == "," and _DAY.fullmatch(names.word(end + 1)) is not None
