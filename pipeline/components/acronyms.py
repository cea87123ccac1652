"""Acronyms: which are organisations, and which full name belongs to which acronym.

Full name and acronym are aligned as in A. Schwartz & M. Hearst, "A simple algorithm for identifying
abbreviation definitions in biomedical text" (PSB 2003): from right to left, each letter of the acronym must
occur in the full name, its first letter at the beginning of a word.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from pipeline import lexicon
from pipeline.components.institutions import generic_at, head_at
from pipeline.components.names import Name, Names, is_capitalised, is_upper, occurrences, word_class
from pipeline.components.person_names import is_ordinary
from pipeline.countries import fold

SHORT = re.compile(r"[^\W\d_](?:[^\W_]|[.&/\-]){1,11}")
_MAX_WORDS = 22
# Nothing but an acronym is spelled without vowels: Fbtt, Pcrn.
_VOWELLESS = re.compile(r"[B-DF-HJ-NP-TV-XZ][b-df-hj-np-tv-xz]{2,6}")
_INITIAL = re.compile(r"[A-Z]\.")


@cache
def kinds() -> dict[str, str]:
    """Acronym → organisation, concept, title or country."""
    return {row["form"]: row["kind"] for row in lexicon.rows("acronyms")}


@cache
def full_names() -> dict[str, str]:
    """Acronym of an international organisation → its French name."""
    return {row["form"]: row["name"] for row in lexicon.rows("acronyms") if row["kind"] == "organisation"}


def kind_of(word: str) -> str | None:
    """What the table says of an acronym, in capitals or as a word (`Cédéao`), with or without stops."""
    plain = word.replace(".", "").replace("-", "") if "." in word else word
    if plain in kinds():
        return kinds()[plain]
    if len(plain) > 3 and plain[0].isupper():  # noqa: PLR2004 (shorter ones are words: Cap, Pas)
        return kinds().get(fold(plain).upper())
    return None


def means_thing(word: str) -> bool:
    """Whether the table calls an acronym a concept, no body, however it is written."""
    return "concept" in {kind_of(word), kind_of(word.upper())}


def meaning(word: str) -> str | None:
    """What the table says that an acronym stands for; None where it says nothing."""
    return next(
        (row["name"] or None for row in lexicon.rows("acronyms") if row["form"] == word.upper()), None
    )


@dataclass(frozen=True, slots=True)
class Definition:
    """The tokens `[start, end)` of a full name, and the words of its acronym."""

    start: int
    end: int
    short: tuple[str, ...]


def defined(names: Names) -> dict[str, Definition]:
    """Acronyms that the text spells out → their full names.

    Both ways: `Agence du bassin (AB)` and `AB (Agence du bassin)`.
    """
    found: dict[str, Definition] = {}
    for token in range(len(names.words) - 1):
        if names.words[token] != "(" or token in names.loud:
            continue
        close = next(
            (t for t in range(token + 1, min(token + 24, len(names.words))) if names.words[t] == ")"), None
        )
        if close is None:
            continue
        inside = names.text(token + 1, close)
        if is_short_form(inside):
            start = _aligned_start(names, token, inside)
            if start is not None:
                found.setdefault(inside, Definition(start, token, tuple(names.words[token + 1 : close])))
        elif token and is_short_form(names.words[token - 1]) and matches(names.words[token - 1], inside):
            short = names.words[token - 1]
            found.setdefault(short, Definition(token + 1, close, (short,)))
    return found


def is_short_form(text: str) -> bool:
    """Whether `text` could be an acronym: one word, at least two letters, one a capital."""
    return (
        " " not in text
        and SHORT.fullmatch(text) is not None
        and (sum(map(str.isupper, text)) > 1 or (text[0].isupper() and len(text) > 2))  # noqa: PLR2004 (“Mr”)
    )


def _aligned_start(names: Names, end: int, short: str) -> int | None:
    """The first token of the full name of `short` that ends before the token `end`; the nearest that fits."""
    best = None
    known = fold(full_names().get(short, "\0"))
    for start in range(end - 1, max(end - _MAX_WORDS, -1), -1):
        word = names.words[start]
        if word.isspace() or word in {".", "(", ")", ";", ":", "!", "?", "»", "«"}:
            break
        if fold(word) in word_class("in_clause"):
            break
        if fold(word) in word_class("linker") or not word[0].isalnum():
            continue
        text = names.text(start, end)
        if fold(text) == known:
            return start
        if matches(short, text):
            is_head = head_at(names, start) is not None or generic_at(names, start) is not None
            if is_head or (best is None and (word[0].isupper() or _initials(text) == fold(short))):
                best = start
            if is_head:
                break
    return best


def _initials(text: str) -> str:
    return "".join(word[0] for word in re.findall(r"\w+", fold(text)))


def matches(short: str, full: str) -> bool:
    """Whether the letters of `short` occur in `full` in their order, the first at the start of `full`."""
    letters = [c for c in fold(short) if c.isalnum()]
    text = fold(full)
    if not letters or not text or text[0] != letters[0] or len(text) <= len(short):
        return False
    position = len(text)
    for letter in reversed(letters[1:]):
        position = text.rfind(letter, 1, position)
        if position < 0:
            return False
    initials = [word[0] for word in re.findall(r"\w+", text) if word not in word_class("linker")]
    return sum(letter in initials for letter in letters) * 2 >= min(len(letters), len(initials))


def candidates(names: Names) -> list[tuple[int, int]]:
    """Token ranges written like an acronym: `ANPE`, `UNIE-BTP`, `A.N.P.E.`."""
    found = []
    token = 0
    while token < len(names.words):
        word = names.words[token]
        if not word[0].isupper():
            token += 1
            continue
        end = _spaced_end(names, token)
        if end > token + 1:
            found.append((token, end))
        elif (
            token not in names.loud
            and (is_upper(word) or kind_of(word) is not None or _VOWELLESS.fullmatch(word))
            and SHORT.fullmatch(word)
        ):
            while (
                end + 1 < len(names.words)
                and names.words[end] in {"-", "/"}
                and names.glued(end)
                and names.glued(end + 1)
                and names.words[end + 1][0].isupper()
            ):
                end += 2
            found.append((token, end))
        token = end
    return found


def _spaced_end(names: Names, start: int) -> int:
    """The token after an acronym spelled with spaces, `A. F. P.`, that no name follows (as in J. B. Say)."""
    end = start
    while end < len(names.words) and _INITIAL.fullmatch(names.words[end]):
        end += 1
    follows = names.word(end)
    long_enough = end - start > 2  # noqa: PLR2004 (two are the initials of a person)
    return end if long_enough and not (follows and is_capitalised(follows)) else start + 1


def is_organisation(names: Names, start: int) -> bool:
    """Whether an acronym that nothing defines is used as an organisation's name."""
    word = names.words[start]
    kind = kind_of(word)
    if kind == "organisation":
        return True
    before = names.folded(start - 1)
    if (
        kind is not None
        or not word.replace(".", "").isalpha()
        or before in word_class("plural_determiner")
        or is_ordinary(word)
        or shouted(names, start)
    ):
        return False
    return before in word_class("before_acronym") and len(word) > 2  # noqa: PLR2004 (two letters say too little)


def shouted(names: Names, token: int) -> bool:
    """Whether `token` stands among other capitals: in a heading or beside a name, where they say nothing."""
    around = [names.word(token - 2), names.word(token - 1), names.word(token + 1), names.word(token + 2)]
    return any(is_upper(word) and len(word) > 1 and kind_of(word) is None for word in around if word)


def spread(names: Names, words: tuple[str, ...], label: str, rule: str) -> None:
    """Labels every occurrence of `words` that no longer name covers."""
    for start, end in occurrences(names, words):
        owners: list[Name | None] = names.owner[start:end]
        first = owners[0]
        if first is not None and (first.start, first.end, first.label) == (start, end, label):
            continue
        if all(o is None or (start <= o.start and o.end <= end) for o in owners):
            names.add(start, end, label, rule)
