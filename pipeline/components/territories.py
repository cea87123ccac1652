"""Places that a word for a territory or its offices announces: “communes de | Nikki, Kalalé”, “mairie de | Nikki”."""

from __future__ import annotations

from pipeline import countries
from pipeline.components.institutions import is_adjective
from pipeline.components.names import Name, Names, is_capitalised, is_upper, occurrences, word_class
from pipeline.components.person_names import is_ordinary
from pipeline.components.titles import title_at

_MODEL = frozenset(
    {"people.model", "people.again", "people.trim", "organisations.model", "organisations.again"}
)
_MOST_WORDS = 4


def places(names: Names) -> None:
    """“village de | Nasso”, “province de l'| Ituri”: what such a word announces is a place, there and elsewhere."""
    for token in names.beginning(word_class("territory")):
        if names.folded(token) not in word_class("territory"):
            continue
        start = _announced(names, token)
        if start is None or not is_capitalised(names.word(start) or "-"):
            continue
        end = _end(names, token, start)
        if end is not None:
            _place(names, start, end)


def _announced(names: Names, token: int) -> int | None:
    """The token after “de”, its article and the adjectives behind a word for a territory; None without “de”."""
    while names.word(token + 1).islower() and is_adjective(names.word(token + 1)):
        token += 1
    if names.folded(token + 1) not in word_class("of"):
        return None
    return token + 2 + (names.folded(token + 2) in word_class("article"))


def _end(names: Names, token: int, start: int) -> int | None:
    """Where the place at `start` ends; None where something says that it is none."""
    owner = names.owner[start]
    if owner is None:
        word = names.words[start]
        plain = is_ordinary(word) or is_upper(word) or title_at(names, start) is not None
        return None if plain else start + 1
    # “7e arrondissement de Paris” is a place of its own.
    if owner.start < token:
        return None
    small = all(is_capitalised(word) or not word[0].isalpha() for word in names.words[start : owner.end])
    short = owner.end - start <= _MOST_WORDS and small
    open_ = owner.start == token or owner.label == "LOC" or (owner.rule in _MODEL and owner.start == start)
    return owner.end if short and open_ and not is_upper(names.words[start]) else None


def _place(names: Names, start: int, end: int) -> None:
    names.add(start, end, "LOC", "organisations.territory")
    words = tuple(names.words[start:end])
    if is_ordinary(words[0]) or countries.is_country(" ".join(words)):
        return
    for first, last in occurrences(names, words):
        owner = names.owner[first]
        if owner is None or (_guessed(owner) and (owner.start, owner.end) == (first, last)):
            names.add(first, last, "LOC", "organisations.territory")


def _guessed(name: Name) -> bool:
    return name.label != "LOC" and name.rule in _MODEL
