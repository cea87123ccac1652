"""Organisations that a head noun announces, ministries to agencies, and how far their names go."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TypeVar

from pipeline import countries, lexicon
from pipeline.components.names import Name, Names, forms, is_capitalised, word_class
from pipeline.components.person_names import is_ordinary
from pipeline.countries import fold

_MAX_TOKENS = 30
_MIN_ADJECTIVE = 4

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Head:
    """A head noun: its use (see the table), and whether a place after “de” belongs to the name."""

    use: str
    place_inside: bool


@cache
def _heads() -> dict[str, Head]:
    heads: dict[str, Head] = {}
    for row in lexicon.rows("organisation_heads"):
        if row["use"] == "generic":
            continue
        for form in row["forms"].split("|"):
            head = Head(row["use"], row["place"] == "in")
            heads.setdefault(_key(form), head)
    return heads


@cache
def _generic() -> dict[str, bool]:
    rows = (row for row in lexicon.rows("organisation_heads") if row["use"] == "generic")
    return {_key(form): True for row in rows for form in row["forms"].split("|")}


@cache
def naming_words() -> dict[str, int]:
    """First word of a word for a body that a name follows → the greatest number of words of such a form."""
    first: dict[str, int] = {}
    for form in _naming():
        words = form.split(" ")
        first[words[0]] = max(first.get(words[0], 0), len(words))
    return first


@cache
def _naming() -> dict[str, bool]:
    return {_key(form): True for form in forms("naming")}


def naming_at(names: Names, start: int) -> int | None:
    """The token after the word at `start` that introduces a body's name whatever it looks like: `association`."""
    found = _longest(names, start, _naming())
    return found[1] if found else None


@cache
def first_words() -> dict[str, int]:
    """First word of a head or a generic word → the greatest number of words that such a form has."""
    first: dict[str, int] = {}
    for form in (*_heads(), *_generic()):
        words = form.split(" ")
        first[words[0]] = max(first.get(words[0], 0), len(words))
    return first


def head_at(names: Names, start: int) -> tuple[Head, int] | None:
    """The longest head that begins at the token `start`, and the token after it."""
    return _longest(names, start, _heads())


def generic_at(names: Names, start: int) -> int | None:
    """The token after the generic word at `start` that a name may follow: `ONG`, `société`, `parti`."""
    found = _longest(names, start, _generic())
    return found[1] if found else None


def generic_before(names: Names, end: int) -> bool:
    """Whether a generic word ends right before the token `end`."""
    return any(generic_at(names, start) == end for start in range(max(end - 3, 0), end))


def _longest(names: Names, start: int, forms: Mapping[str, T]) -> tuple[T, int] | None:
    first = names.folded(start)
    limit = first_words().get(first.split(" ")[0] if " " in first else first)
    if limit is None:
        return None
    words: list[str] = []
    found = None
    for end in range(start + 1, min(start + 2 * limit, len(names.words)) + 1):
        if names.words[end - 1].isspace():
            break
        words += names.folded(end - 1).split(" ")
        reading = forms.get(" ".join(words).strip())
        if reading is not None:
            found = reading, end
    return found


def name_from(names: Names, start: int) -> tuple[int, Head] | None:
    """The token after the institution's name whose head begins at `start`; None where there is none."""
    found = head_at(names, start)
    if found is None:
        return None
    head, after = found
    written_big = is_capitalised(names.words[start])
    if head.use == "none" or (head.use == "capital" and not written_big):
        return None
    end = extent(names, after, head)
    if end == after and not (head.use == "name" and (written_big or after > start + 1)):
        return None
    return end, head


def extent(names: Names, token: int, head: Head) -> int:
    """The token after the modifiers and complements that follow a head, from `token` on."""
    end = first = token
    limit = min(token + _MAX_TOKENS, len(names.words))
    while token < limit:
        step = _modifier(names, token, first, head) or _complement(names, token, head)
        if step is None:
            break
        end = token = step.end
        if step.last:
            break
    return end


@dataclass(frozen=True, slots=True)
class _Step:
    end: int
    last: bool = False


def _modifier(names: Names, token: int, first: int, head: Head) -> _Step | None:
    """An adjective or a capitalised word, after “et” too: `national`, `olympique et sportif`, `Sénégal`."""
    joined = names.folded(token) == "et"
    start = token + joined
    word, before = names.word(start), names.word(token - 1)
    pair = (
        joined and bool(word) and all(is_capitalised(part) and is_adjective(part) for part in (before, word))
    )
    if not word or names.starts_sentence(start) or (_is_person(names, start) and not pair):
        return None
    if pair:
        return _Step(start + 1)
    small = head.use in {"complement", "name"}
    if is_adjective(word) and not is_capitalised(word):
        return (
            _Step(start + 1) if (small or start == first) and (not joined or is_adjective(before)) else None
        )
    if is_ordinary(word):
        return None
    if not joined and is_capitalised(word) and (token == first or is_capitalised(before)):
        return _Step(start + 1)
    return None


def _complement(names: Names, token: int, head: Head) -> _Step | None:
    """`de l'Eau`, `et de l'Énergie`, `, de la Femme`, `pour l'emploi`; a place by the head's rule."""
    start = token
    while start < token + 2 and names.word(start) in {"et", ","}:
        start += 1
    preposition = names.word(start).casefold()
    if names.folded(start) in word_class("charged"):
        return _Step(start + 1) if names.folded(start + 1) in word_class("of") else None
    belongs = names.folded(start) in word_class("of")
    linked = belongs or (preposition in forms("for") and start == token and head.use == "complement")
    noun = start + 1 + (names.folded(start + 1) in word_class("article"))
    noun += names.folded(noun) in word_class("prenominal")
    word = names.word(noun)
    if not linked or not word or not word[0].isalpha() or _is_person(names, noun) or _is_inner(names, noun):
        return None
    # “Ministère de l'Eau et | des agents”: what is joined to a name in capitals has one too.
    smaller = start > token and word.islower() and is_capitalised(names.word(token - 1))
    if smaller or (not belongs and names.folded(noun) in word_class("benefit")):
        return None
    if _is_place(names, noun):
        owner = names.owner[noun]
        inside = start == token and head.place_inside and belongs
        return _Step(owner.end if owner is not None else noun + 1, last=True) if inside else None
    infinitive = not belongs and noun == start + 1 and word.endswith(("er", "ir", "re"))
    if is_capitalised(word) or (head.use == "complement" and not is_stop(word) and not infinitive):
        return _Step(noun + 1)
    return None


def _is_inner(names: Names, token: int) -> bool:
    """Whether another institution begins at `token`: “la direction des douanes | du ministère du Budget”."""
    found = head_at(names, token)
    return found is not None and found[0].use in {"complement", "seat"}


def _is_place(names: Names, token: int) -> bool:
    owner = names.owner[token]
    if owner is not None:
        return owner.label == "LOC" and owner.start == token
    return bool(is_capitalised(names.words[token]) and countries.countries_of(names.words[token]))


def _is_person(names: Names, token: int) -> bool:
    owner = names.owner[token]
    return owner is not None and owner.label == "PER"


@lru_cache(20_000)
def is_adjective(word: str) -> bool:
    """Whether `word` is, by its ending or by the list, an adjective such as stand in institutions' names."""
    folded = fold(word)
    return (
        folded in word_class("adjective")
        or (folded.endswith(forms("adjective_ending")) and len(folded) > _MIN_ADJECTIVE)
        or bool(countries.demonym(word))
    )


@lru_cache(20_000)
def is_stop(word: str) -> bool:
    """Whether `word` cannot be the noun of a complement."""
    return len(word) < 3 or (is_ordinary(word) and fold(word) in word_class("never_noun"))  # noqa: PLR2004 (no such noun is shorter)


def is_bare_head(names: Names, name: Name) -> bool:
    """Whether `name` is a head or a generic word and nothing more: `Conseil`, `Organisation`."""
    found = head_at(names, name.start)
    if found is not None and found[1] >= name.end:
        return not (found[0].use == "name" and is_capitalised(names.words[name.start]))
    generic = generic_at(names, name.start)
    return generic is not None and generic >= name.end


def _key(form: str) -> str:
    return fold(form).replace("'", "' ")
