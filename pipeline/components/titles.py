"""Civilities, ranks and functions, before and after a person's name (`models/lexicons/titles.tsv`)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from pipeline import lexicon
from pipeline.components.names import Names, is_capitalised
from pipeline.countries import fold

# Between the words of a title, or before the name that it announces.
_INNER_MARKS = frozenset({"-", "–", ",", "'", "’"})
_PREFIXES = ("ex ", "vice ", "co ", "sous ", "ancien ", "ancienne ", "feu ")
_PLURAL_ENDINGS = {"al": "aux", "eau": "eaux", "s": "s", "x": "x"}


@dataclass(frozen=True, slots=True)
class Title:
    """A title: its kind (civility, rank, function), whether it must be lower-case, whether it is plural."""

    kind: str
    lower: bool
    plural: bool


@cache
def _forms() -> dict[str, tuple[Title, ...]]:
    """Folded form → its readings."""
    forms: dict[str, list[Title]] = {}
    for row in lexicon.rows("titles"):
        lower = row["case"] == "lower"
        for form in row["forms"].split("|"):
            forms.setdefault(_key(form), []).append(Title(row["kind"], lower, plural=False))
            if not row["plural"] and row["kind"] != "civility":
                forms.setdefault(_plural(_key(form)), []).append(Title(row["kind"], lower, plural=True))
        for form in filter(None, row["plural"].strip("-").split("|")):
            forms.setdefault(_key(form), []).append(Title(row["kind"], lower, plural=True))
    return {form: tuple(readings) for form, readings in forms.items()}


@cache
def first_words() -> dict[str, int]:
    """First word of a form → the greatest number of words that such a form has."""
    longest: dict[str, int] = {}
    for form in _forms():
        words = form.split(" ")
        longest[words[0]] = max(longest.get(words[0], 0), len(words))
    return longest


def title_at(names: Names, start: int) -> tuple[Title, int] | None:
    """The longest title that begins at the token `start`, and the token after it."""
    first = names.folded(start)
    limit = first_words().get(first)
    if limit is None and (" " in first or first.endswith(".")):
        limit = first_words().get(_bare(first).split(" ")[0])
    if limit is None:
        return None
    found = None
    words: list[str] = []
    end = start
    # An elided article is a token and a word; a hyphen is a token, and no word.
    while end < len(names.words) and end - start < 2 * limit and len(words) <= limit:
        if names.words[end].isspace():
            break
        if folded := _bare(names.folded(end)):
            words += folded.split(" ")
        elif names.words[end] not in _INNER_MARKS:
            break
        end += 1
        if (title := _reading(" ".join(words), names.words[start])) is not None:
            found = title, end
    return (found[0], _abbreviation_end(names, found[1])) if found else None


def title_before(names: Names, end: int) -> tuple[Title, int] | None:
    """The title that ends right before the token `end`, and the token where it begins; the longest."""
    found = None
    for start in range(end - 1, max(end - 8, -1), -1):
        if names.words[start].isspace():
            break
        title = title_at(names, start)
        if title is not None and title[1] == end:
            found = title[0], start
    return found


def skip_titles(names: Names, start: int, end: int) -> int:
    """The first token of `[start, end)` that is no part of a title."""
    while start < end and (title := title_at(names, start)) is not None and title[1] <= end:
        start = title[1]
        while start < end and names.words[start] in {"-", "–", "—", ".", ","}:
            start += 1
    return start


def _reading(form: str, word: str) -> Title | None:
    for prefix in ("", *_PREFIXES):
        if form.startswith(prefix):
            for title in _forms().get(form[len(prefix) :], ()):
                if not (title.lower and word[0].isupper()):
                    return title
    return None


def _abbreviation_end(names: Names, end: int) -> int:
    """After `Col` `.` before a name, the token after the stop."""
    is_short = len(names.word(end - 1)) <= 5  # noqa: PLR2004 (letters of the longest abbreviation, "Hon." to "Prés.")
    if is_short and names.word(end) == "." and names.glued(end) and names.word(end - 1)[0].isupper():
        after = names.word(end + 1)
        if after and is_capitalised(after):
            return end + 1
    return end


def _key(form: str) -> str:
    return " ".join(filter(None, (_bare(word) for word in fold(form).replace("'", "' ").split(" "))))


def _bare(word: str) -> str:
    """`word` without a final stop; nothing where it is punctuation."""
    return word.rstrip(".") if any(map(str.isalpha, word)) else ""


def _plural(form: str) -> str:
    """The plural of a folded form: all words agree, but only the first before a complement."""
    words = form.split(" ")
    agrees = 1 if {"de", "d'", "du", "en"} & set(words) else len(words)
    return " ".join([*map(_plural_word, words[:agrees]), *words[agrees:]])


def _plural_word(word: str) -> str:
    for ending, plural in _PLURAL_ENDINGS.items():
        if word.endswith(ending):
            return word[: -len(ending)] + plural
    return word + "s"
