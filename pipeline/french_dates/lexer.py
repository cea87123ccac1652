"""Text → the lexemes that date expressions are made of.

A lexeme has a kind (`MONTH`, `UNIT` …: the names that shapes in `date_rules.toml` use), a value and offsets.
Each kind is written as one character, so that a text becomes a short string over which the shapes run as
regular expressions; whatever lies between two lexemes and is not blank becomes a `BREAK`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Any, NamedTuple

from pipeline import lexicon
from pipeline.french_dates import numbers, numerals
from pipeline.french_dates.folding import fold

BREAK = "BREAK"
# What may follow a year of two digits: the end of a clause, or a function word.
_ENDS = re.compile(
    r"[ \n]?(?:$|\n|[.,;:!?()»\"]|(?:a|au|en|et|la|le|les|l'|dans|par|pour|sur|avec|qui|que|ou)\b)"
)
# Kinds of lexemes that are part of dates but make none, not even together.
_FILLERS = frozenset(
    [
        "THIS",
        "SAME",
        "LIKE",
        "EARLY",
        "UN",
        "LE",
        "LA",
        "L",
        "LES",
        "DU",
        "DE",
        "DES",
        "AU",
        "AUX",
        "A",
        "EN",
        "DANS",
        "ET",
        "OU",
        "ENTRE",
        "SINCE",
        "AFTER",
        "UNTIL",
        "BEFORE",
        "FOR",
        "LASTING",
        "AROUND",
        "APPROX",
        "EACH",
        "EVERY",
        "PER",
        "TIMES",
        "SOME",
        "DOZEN",
        "LESS",
        "HALF_A",
        "DAY_WORD",
        "NUMBER_WORD",
        "ORDINAL_WORD",
        "LAST",
        "GONE",
        "NEXT",
        "PREVIOUS",
        "FOLLOWING",
        "CURRENT",
        "LATER",
        "EARLIER",
        "EDGE",
        "FIRST",
        "AGO",
        "OF",
        "WHOLE",
    ]
)
# How far around such an anchor lexemes are made, in characters: the longest phrase that precedes one is shorter.
_AROUND = 44
_PUNCTUATION = {",": "COMMA", "-": "DASH", "/": "SLASH", "(": "OPEN", ")": "CLOSE"}


class Token(NamedTuple):
    """A lexeme: `text[start:end]` has the kind `kind` and means `value`."""

    kind: str
    value: Any
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Lexed:
    """A text, its folded form, its lexemes, and their kinds as one string (a character a lexeme).

    `memo` keeps what is worked out about the text only once, and only if needed.
    """

    text: str
    folded: str
    tokens: list[Token]
    kinds: str
    memo: dict[str, object] = field(default_factory=dict)


FIRST_CODE = 0xE000


class _Codes(dict[str, str]):
    """One private-use character a kind, given out as kinds turn up."""

    def __missing__(self, kind: str) -> str:
        self[kind] = chr(FIRST_CODE + len(self))
        return self[kind]


CODES = _Codes()


@cache
def _forms() -> dict[str, dict[str, tuple[str, Any]]]:
    """Folded form → exact small-letter form → kind and value."""
    found: dict[str, dict[str, tuple[str, Any]]] = {}

    def add(form: str, kind: str, value: Any) -> None:
        found.setdefault(fold(form), {}).setdefault(form.lower(), (kind, value))

    for row in lexicon.rows("date_words"):
        add(row["form"], row["kind"], row["value"])
    for row in lexicon.rows("date_feasts"):
        for form in _spellings(row["form"]):
            add(form, "FEAST", (row["rule"], row["argument"]))
    for form, value in numerals.cardinals().items():
        add(form, numbers.word_kind(value), value)
    for form, value in numerals.ordinals().items():
        add(form, "ORDINAL_WORD", value)
    return found


def _spellings(form: str) -> list[str]:
    """A form with each of its hyphens as it stands, or as a space."""
    begin, *rest = form.split("-")
    found = [begin]
    for part in rest:
        found = [f"{before}{link}{part}" for before in found for link in "- "]
    return found


@lru_cache(maxsize=8192)
def is_date_word(word: str) -> bool:
    """Whether a word may be part of a date expression."""
    return fold(word) in _forms()


@cache
def _anchors() -> re.Pattern[str]:
    """What every date holds: a figure, or a word that is more than an article, a preposition or a number."""
    words = (form for form, row in _forms().items() if any(kind not in _FILLERS for kind, _ in row.values()))
    others = trie(form for form in words if form != "ete")
    return re.compile(rf"\W(?:\d|[il][o\d]\d\d|{others}|{_summer()})")


def _summer() -> str:
    """`été` where it may be the season: of the words of the news none is so often a participle instead."""
    follows = (row["form"] for row in lexicon.rows("date_refusals") if row["role"] == "summer_follows")
    led = "|".join(
        rf"(?<={re.escape(form)})" if form.endswith("'") else rf"(?<={form}\W)" for form in follows
    )
    near = r"ete(?=\W+(?:de )?(?:\d|dernier|prochain|passe|ecoule|qui |a venir|comme))"
    return rf"{near}|(?:{led})ete\b"


@cache
def _scanner() -> re.Pattern[str]:
    words = trie(_forms())
    ordinal = r"[ivxlc]{1,7} ?-?(?:eme|er|e|o)?"
    centuries = rf"(?P<century>{ordinal}(?= ?(?:(?:et|au|-) {ordinal} )?siecles?\b))"
    return re.compile(
        rf"(?<!\w)(?:(?P<number>{numbers.CHUNK})|{centuries}|(?P<word>{words}))|(?P<mark>[-,/()])"
    )


def trie(forms: Iterable[str]) -> str:
    """A regular expression for any of `forms`, longest first, without backtracking over common beginnings."""
    root: dict[str, Any] = {}
    for form in forms:
        node = root
        for character in form:
            node = node.setdefault(character, {})
        node[""] = form[-1].isalnum()
    return _branches(root)


def _branches(node: dict[str, Any]) -> str:
    options = []
    for character, child in node.items():
        if character:
            literal = r"[ \n]{1,3}" if character == " " else re.escape(character)
            options.append(literal + _branches(child))
    if "" in node:
        options.append(r"(?!\w)" if node[""] else "")
    return options[0] if len(options) == 1 else f"(?:{'|'.join(options)})"


def lex(text: str) -> Lexed:
    """The lexemes of `text` wherever a date may be; linear in its length."""
    folded = fold(text)
    tokens = [Token(BREAK, None, 0, 0)]
    end, scan = 0, _scanner().finditer
    for low, high in _regions(folded):
        for match in scan(folded, low, high):
            start, stop = match.span()
            gap = folded[end:start]
            if gap and gap != " " and not _blank(gap):
                tokens.append(Token(BREAK, None, end, start))
            if match.lastgroup == "word":
                kind, value = _word(text[start:stop])
                tokens.append(Token(kind, value, start, stop))
            else:
                tokens.extend(_tokens(match, folded))
            end = stop
    tokens.append(Token(BREAK, None, end, len(text)))
    return Lexed(text, folded, tokens, "".join([CODES[token[0]] for token in tokens]))


def _regions(folded: str) -> Iterator[tuple[int, int]]:
    """Where something stands without which nothing is a date, with what surrounds it; in order, apart.

    Four fifths of a news text hold only articles and prepositions, of which lexemes would be made for nothing.
    """
    size = len(folded)
    low = high = -1
    # A blank in front, so that every anchor has a character before it: what begins with one is sought fast.
    for match in _anchors().finditer(f" {folded}"):
        start = match.start()
        if start <= high:
            high = max(high, start + _AROUND)
            continue
        if low >= 0:
            high = _gap(folded, high)
            if start - _AROUND > high:
                yield low, high
                low = start - _AROUND
        else:
            low = max(0, start - _AROUND)
        high = start + _AROUND
    if low >= 0:
        yield low, _gap(folded, high) if high < size else size


def _gap(folded: str, at: int) -> int:
    """The first blank from `at` on."""
    found = folded.find(" ", at)
    return found if found >= 0 else len(folded)


def _short_year(folded: str, token: Token) -> Token:
    """`97` as a year where no noun follows that it could count."""
    if (
        token.kind == "TWO_DIGITS"
        and token.value > numbers.LAST_DAY_NUMBER
        and _ENDS.match(folded, token.end)
    ):
        return token._replace(kind="TWO_DIGITS_YEAR")
    return token


def _blank(gap: str) -> bool:
    """Whether lexemes on both sides of `gap` may belong together."""
    return len(gap) < 5 and gap.isspace() and gap.count("\n") < 2  # noqa: PLR2004 (an empty line separates)


def _tokens(match: re.Match[str], folded: str) -> list[Token]:
    """The lexemes of a mark, a chunk of figures, or a Roman figure."""
    start, end = match.span()
    found = match.group()
    if match.lastgroup == "mark":
        return [Token(_PUNCTUATION[found], None, start, end)]
    if match.lastgroup == "number":
        return [_short_year(folded, Token(*part)) for part in numbers.read(found, start)]
    figure = re.match(r"[ivxlc]+", found)
    return [Token("ROMAN", numerals.roman(figure.group()) if figure else 0, start, end)]


@lru_cache(maxsize=4096)
def _word(text: str) -> tuple[str, Any]:
    """Kind and value of a form of the tables, written as in the text."""
    variants = _forms()[" ".join(fold(text).split())]
    exact = " ".join(text.lower().replace("’", "'").split())
    return variants.get(exact) or next(iter(variants.values()))
