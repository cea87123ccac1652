"""What looks like a date and is none: quantities, ages, names, numbers of laws and roads."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

from pipeline import lexicon
from pipeline.french_dates.lexer import Lexed
from pipeline.french_dates.rules import Match

_BEFORE = re.compile(r"([^\W\d_]+['.°]?|[^\w\s])\s*\Z")
_AFTER = re.compile(r"\s*([^\W\d_]+|[^\w\s])")
_WINDOW = 40


@cache
def _words(role: str) -> frozenset[str]:
    return frozenset(row["form"] for row in lexicon.rows("date_refusals") if row["role"] == role)


def refused(lexed: Lexed, match: Match) -> bool:
    """Whether the words around a match show that it is no date."""
    check = _CHECKS.get(match.rule.name)
    return check is not None and check(lexed, match)


def before(lexed: Lexed, at: int) -> str:
    """The folded word or mark that ends before offset `at`; empty at a line's beginning."""
    found = _BEFORE.search(lexed.folded[max(0, at - _WINDOW) : at].rpartition("\n")[2])
    return found[1] if found else ""


def after(lexed: Lexed, at: int) -> str:
    """The folded word or mark that begins after offset `at`; empty at a line's end."""
    found = _AFTER.match(lexed.folded[at : at + _WINDOW].partition("\n")[0])
    return found[1] if found else ""


def _year(lexed: Lexed, match: Match) -> bool:
    """`2000 salariés`, `RN 2020`, `plus de 1800`, `1500 F`: a number, not a year."""
    left, right = before(lexed, match.start), after(lexed, match.end)
    if left in _words("number_follows") or right in _words("unit"):
        return True
    if left == "en":
        return match.number("y") is not None and _plural(right) and (match.number("y") or 0) % 100 == 0
    if left in _words("year_follows"):
        return _plural(right) and left == "de"
    return _plural(right) or not 1400 <= (match.number("y") or 0) <= 2100  # noqa: PLR2004 (bare years)


def _plural(word: str) -> bool:
    """Whether a word is a plural noun as far as its ending tells."""
    return len(word) > 3 and word[-1] in "sx" and word not in _words("not_plural")  # noqa: PLR2004


def _month(lexed: Lexed, match: Match) -> bool:
    """`Mars` the planet or firm, `Mai` as a surname, `sept` the number."""
    token = match.part("m")
    if match.has("r"):
        return False
    left = before(lexed, match.start)
    if left in _words("month_follows"):
        return False
    if token is not None and token.kind == "SEPT":
        return True
    if lexed.folded[match.start - 1 : match.start] == "-" or lexed.folded[match.end : match.end + 1] == "-":
        return True
    capital = lexed.text[match.start].isupper()
    if not capital:
        return False
    whole_capitals = lexed.text[match.start : match.end].isupper()
    alone = not left or left in '.:!?;(«"'
    return not whole_capitals and not alone


def _age(lexed: Lexed, match: Match) -> bool:
    """`48 ans`, `un homme de 48 ans`, `3-6 ans`: an age."""
    unit = match.part("u")
    if unit is None:
        return False
    if match.has("a") and unit.value == "D" and not match.has("z"):
        return before(lexed, match.start) not in _words("duration_follows")
    if unit.kind != "YEAR_WORD" or match.has("q"):
        return False
    left, right = before(lexed, match.start), after(lexed, match.end)
    if left in _words("duration_follows") or right in _words("after_duration"):
        return False
    if left in ("de", "d'"):
        at = lexed.folded.rfind(left, 0, match.start)
        return before(lexed, at) not in _words("lasting_noun")
    return left in _words("age_follows") or (right in ",.);" and left in ("", ",", "("))


def _per(lexed: Lexed, match: Match) -> bool:
    return not match.has("k") and before(lexed, match.start) == ""


_FEAST_NOUNS = "feast_of"


def _feast(lexed: Lexed, match: Match) -> bool:
    """`père Noël`, `marché de Noël`, `Noël Mamère`: no day."""
    text, start, end = lexed.text, match.start, match.end
    left = before(lexed, start)
    if (
        not text[start].isupper()
        and not text[start].isdigit()
        and lexed.folded[start : start + 4] in ("noel", "paqu")
    ):
        return False
    if left == "pere" or (text[end : end + 2].strip()[:1].isupper() and not match.has("y")):
        return True
    if left in ("de", "du", "d'"):
        at = lexed.folded.rfind(left, 0, start)
        return before(lexed, at) not in _words(_FEAST_NOUNS)
    return False


def _season(lexed: Lexed, match: Match) -> bool:
    """`a été élu`, `le printemps arabe`."""
    token = match.part("s")
    if token is None or match.has("y") or match.has("r"):
        return False
    left = before(lexed, match.start)
    if token.value == "SU":
        return lexed.tokens[match.first].kind != "THIS" and left not in _words("summer_follows")
    return after(lexed, match.end) in ("arabe", "de")


def _part_of_name(lexed: Lexed, match: Match) -> bool:
    return after(lexed, match.end) in ("gras", "noir")


_CHECKS: dict[str, Callable[[Lexed, Match], bool]] = {
    "year": _year,
    "month": _month,
    "duration": _age,
    "feast": _feast,
    "season": _season,
    "weekday": _part_of_name,
    "per": _per,
}
