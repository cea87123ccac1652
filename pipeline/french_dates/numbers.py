"""Figures → lexemes: days, years, clock times, dates in figures, and what is no date at all."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

# A chunk of figures with all that is glued to it: `27/05/2019`, `15h30`, `1er`, `3,5`, `03.29.88.43.12`.
CHUNK = r"(?:\d|[il][o\d]\d\d\b)\w*(?:[.,:/'-]\w*\d\w*)*(?:%|°)?"
Part = tuple[str, Any, int, int]

LAST_DAY_NUMBER = 31
_TWO_DIGITS = 99
_FIRST_YEAR, _LAST_YEAR = 1000, 2199
# Two-digit years: up to this many count as 20xx.
_PIVOT = 30

_ORDINAL = re.compile(r"(\d{1,3})(?:er|ers|re|res|e|es|eme|emes|ieme|nd|nde|i?eme)")
_GLUED = re.compile(r"(\d{1,4}(?:[.,]\d{1,2})?)([a-z]{3,10})")
_YMD = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})")
_DMY = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})")
_ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d)t(\d\d):(\d\d)(?::(\d\d))?z?")
_DM = re.compile(r"(\d{1,2})/(\d{1,2})")
_MY = re.compile(r"(\d{1,2})[-/](\d{4})")
_YM = re.compile(r"(\d{4})[-/.](\d{1,2})")
_YEARS = re.compile(r"(\d{4})[-/](\d{4}|\d{2})")
_DAYS = re.compile(r"(\d{1,2})(?:er|e)?-(\d{1,2})(?:er|e)?")
_SPAN = re.compile(r"(\d{1,2})/(\d{1,2})-(\d{1,2})/(\d{1,2})(?:/(\d{4}))?")
_CLOCK = re.compile(r"(\d{1,2})(?:h|:|h:)(\d{2})(?:(?:mn|min|m|:)(?:(\d{2})s?)?)?")
_HOUR = re.compile(r"(\d{1,2})h")
_HOURS = re.compile(r"(\d{1,2})h?(\d\d)?-(\d{1,2})h(\d\d)?")
_SCANNED = re.compile(r"(?:[12il][0o9]|20)[\do]{2}")
_DECIMAL = re.compile(r"\d+[.,]\d{1,2}")


def word_kind(value: int) -> str:
    """The kind of a number in words."""
    return "DAY_WORD" if 0 < value <= LAST_DAY_NUMBER else "NUMBER_WORD"


def century_of(two_digits: int) -> int:
    """The year that two digits stand for: 00–30 → 2000–2030, 31–99 → 1931–1999."""
    return two_digits + (2000 if two_digits <= _PIVOT else 1900)


def read(chunk: str, start: int) -> list[Part]:
    """The lexemes of one chunk of figures (folded), as (kind, value, start, end); JUNK for no date."""
    end = start + len(chunk)
    for pattern, make in _READERS:
        match = pattern.fullmatch(chunk)
        if match and (parts := make(match, start, end)):
            return parts
    return [("JUNK", chunk, start, end)]


def _integer(match: re.Match[str], start: int, end: int) -> list[Part]:
    digits = match.group()
    value = int(digits)
    if len(digits) == len("2019") and _FIRST_YEAR <= value <= _LAST_YEAR:
        return [("YEAR", value, start, end)]
    if len(digits) <= len("31"):
        return [(_small(value), value, start, end)]
    return [("NUMBER", value, start, end)]


def _small(value: int) -> str:
    if value == 0 or value > LAST_DAY_NUMBER:
        return "TWO_DIGITS"
    return "DAY_MONTH_NUMBER" if value <= 12 else "DAY_NUMBER"  # noqa: PLR2004 (months)


def _ordinal(match: re.Match[str], start: int, end: int) -> list[Part]:
    value = int(match[1])
    kind = "ORDINAL_DAY" if 0 < value <= LAST_DAY_NUMBER else "ORDINAL"
    return [(kind, value, start, end)]


def _date(year: str, month: str, day: str) -> dt.date | None:
    number = int(year)
    number = century_of(number) if len(year) == len("19") else number
    try:
        return dt.date(number, int(month), int(day))
    except ValueError:
        return None


def _full(year: int, month: int, day: int) -> Callable[[re.Match[str], int, int], list[Part]]:
    def make(match: re.Match[str], start: int, end: int) -> list[Part]:
        # `3.8.18` is a version: with points, two-digit years come with two-digit days and months.
        if match[2] == "." and len(match.group()) < len("03.08.18"):
            return []
        value = _date(match[year], match[month], match[day])
        if value is None and len(match[year]) == len("2019"):
            value = _date(match[year], match[day], match[month])
        return [("DATE", value, start, end)] if value else []

    return make


def _iso(match: re.Match[str], start: int, end: int) -> list[Part]:
    value = _date(match[1], match[2], match[3])
    clock = (int(match[4]), int(match[5]))
    split = start + len("2019-05-27t")
    return [("DATE", value, start, split - 1), ("CLOCK", clock, split, end)] if value else []


def _day_month(match: re.Match[str], start: int, end: int) -> list[Part]:
    day, month = int(match[1]), int(match[2])
    valid = 0 < day <= LAST_DAY_NUMBER and 0 < month <= 12  # noqa: PLR2004 (months)
    # `17/02` is a date even alone; `1/3` needs an article.
    kind = "DAY_SLASH_TWO_DIGITS" if len(match[2]) > 1 and len(match[1]) > 1 else "DAY_SLASH_MONTH"
    return [(kind, (day, month), start, end)] if valid else []


def _day_span(match: re.Match[str], start: int, end: int) -> list[Part]:
    """`28/06-02/07/2019`; without its year only with two figures everywhere (`1/2-3/4` are fractions)."""
    days = [(int(match[at]), int(match[at + 1])) for at in (1, 3)]
    valid = all(0 < day <= LAST_DAY_NUMBER and 0 < month <= 12 for day, month in days)  # noqa: PLR2004 (months)
    if not valid or (not match[5] and len(match.group()) < len("28/06-02/07")):
        return []
    return [("DATE_SPAN", (*days, int(match[5] or 0)), start, end)]


def _month_year(month: int, year: int) -> Callable[[re.Match[str], int, int], list[Part]]:
    def make(match: re.Match[str], start: int, end: int) -> list[Part]:
        if not 0 < int(match[month]) <= 12 or not _FIRST_YEAR <= int(match[year]) <= _LAST_YEAR:  # noqa: PLR2004
            return []
        return [("MONTH_SLASH_YEAR", (int(match[year]), int(match[month])), start, end)]

    return make


def _years(match: re.Match[str], start: int, end: int) -> list[Part]:
    first = int(match[1])
    last = int(match[2]) if len(match[2]) == len("2020") else first // 100 * 100 + int(match[2])
    plausible = _FIRST_YEAR <= first < last <= _LAST_YEAR
    return [("YEARS", (first, last), start, end)] if plausible else []


def _days(match: re.Match[str], start: int, end: int) -> list[Part]:
    first, last = int(match[1]), int(match[2])
    if not 0 < first < last <= LAST_DAY_NUMBER:
        return []
    return [("DAYS_NUMBER", (first, last), start, end)]


def _clock(match: re.Match[str], start: int, end: int) -> list[Part]:
    hour, minute = int(match[1]), int(match[2])
    valid = hour <= 24 and minute < 60 and int(match[3] or 0) < 60  # noqa: PLR2004 (clock)
    return [("CLOCK", (hour, minute), start, end)] if valid else []


def _hour(match: re.Match[str], start: int, end: int) -> list[Part]:
    valid = int(match[1]) <= 24  # noqa: PLR2004 (clock)
    return [("HOUR", (int(match[1]), None), start, end)] if valid else [("JUNK", None, start, end)]


def _hours(match: re.Match[str], start: int, end: int) -> list[Part]:
    clocks = [(int(match[1]), int(match[2] or 0)), (int(match[3]), int(match[4] or 0))]
    valid = all(hour <= 24 and minute < 60 for hour, minute in clocks)  # noqa: PLR2004 (clock)
    dash = start + match.group().index("-")
    if not valid:
        return []
    return [
        ("CLOCK", clocks[0], start, dash),
        ("DASH", None, dash, dash + 1),
        ("CLOCK", clocks[1], dash + 1, end),
    ]


def _glued(match: re.Match[str], start: int, end: int) -> list[Part]:
    """`15sept`, `3ans`: a number and a word; the word is looked up by the lexer's table."""
    from pipeline.french_dates.lexer import _forms

    entry = _forms().get(match[2])
    if entry is None:
        return []
    kind, value = next(iter(entry.values()))
    split = start + len(match[1])
    return [*read(match[1], start), (kind, value, split, end)]


def _scanned(match: re.Match[str], start: int, end: int) -> list[Part]:
    """A year with letters for figures, as scanners read them: `2O21`, `l998`."""
    digits = match.group().replace("o", "0").replace("i", "1").replace("l", "1")
    return [("YEAR", int(digits), start, end)]


def _decimal(match: re.Match[str], start: int, end: int) -> list[Part]:
    return [("DECIMAL", float(match.group().replace(",", ".")), start, end)]


_READERS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], int, int], list[Part]]], ...] = (
    (re.compile(r"\d{1,9}"), _integer),
    (_ORDINAL, _ordinal),
    (_SCANNED, _scanned),
    (_ISO, _iso),
    (_YMD, _full(1, 3, 4)),
    (_DMY, _full(4, 3, 1)),
    (_CLOCK, _clock),
    (_HOUR, _hour),
    (_HOURS, _hours),
    (_YM, _month_year(2, 1)),
    (_MY, _month_year(1, 2)),
    (_YEARS, _years),
    (_DAYS, _days),
    (_DM, _day_month),
    (_SPAN, _day_span),
    (_DECIMAL, _decimal),
    (_GLUED, _glued),
)
