"""The words beside a phrase, and what kinds of words they are (`models/lexicons/date_refusals.tsv`)."""

from __future__ import annotations

import re
from functools import cache

from pipeline import lexicon
from pipeline.french_dates.lexer import Lexed

_BEFORE = re.compile(r"([^\W\d_]+['.°]?|[^\w\s])\s*\Z")
_AFTER = re.compile(r"\s*([^\W\d_]+|[^\w\s])")
_WINDOW = 40
_SHORTEST_PLURAL = 4


@cache
def words(role: str) -> frozenset[str]:
    """The words of one role of the table, folded."""
    return frozenset(row["form"] for row in lexicon.rows("date_refusals") if row["role"] == role)


def before(lexed: Lexed, at: int) -> str:
    """The folded word or mark before offset `at`; empty at a line's beginning or beside a figure."""
    found = _BEFORE.search(line_before(lexed, at))
    return found[1] if found else ""


def second_before(lexed: Lexed, at: int) -> str:
    """The word or mark before the one that `before` gives."""
    word = before(lexed, at)
    return before(lexed, lexed.folded.rfind(word, 0, at)) if word else ""


def after(lexed: Lexed, at: int) -> str:
    """The folded word or mark that begins after offset `at`; empty at a line's end."""
    found = _AFTER.match(lexed.folded[at : at + _WINDOW].partition("\n")[0])
    return found[1] if found else ""


def line_before(lexed: Lexed, at: int) -> str:
    """What stands on the same line before offset `at` (its last characters)."""
    return lexed.folded[max(0, at - _WINDOW) : at].rpartition("\n")[2]


def capital_after(lexed: Lexed, at: int) -> bool:
    """Whether a capitalised word follows offset `at`."""
    return lexed.text[at : at + 2].strip()[:1].isupper()


def plural(word: str) -> bool:
    """Whether a word is a plural noun as far as its ending tells."""
    return len(word) >= _SHORTEST_PLURAL and word[-1] in "sx" and word not in words("not_plural")
