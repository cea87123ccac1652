"""The first and last day that a TIMEX3 value names, for formats that give the value alone."""

from __future__ import annotations

import calendar
import datetime as dt
import re

_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:T.*)?$")
_MONTH = re.compile(r"(\d{4})-(\d\d)$")
_WEEK = re.compile(r"(\d{4})-W(\d\d)(-WE)?$")
_PART = re.compile(r"(\d{4})-([QH])(\d)$")
_YEARS = re.compile(r"(\d{2,4})$")
_MONTHS = {"Q": 3, "H": 6}

Bounds = tuple[str | None, str | None]


def bounds(value: str | None) -> Bounds:
    """First and last day, inclusive, of a calendar value or interval; (None, None) where it names no days.

    Knows days (with or without time), months, years, decades (`201`), centuries (`19`), ISO weeks and
    week-ends, quarters, halves, and intervals `A/B` with `..` for an open end.
    """
    first, slash, last = (value or "").partition("/")
    if slash:
        return bounds(first)[0], bounds(last)[1]
    try:
        found = _days(first)
    except ValueError:
        found = None
    return (found[0].isoformat(), found[1].isoformat()) if found else (None, None)


def _days(value: str) -> tuple[dt.date, dt.date] | None:
    """The first and last day; None for no calendar value, ValueError for one that does not exist."""
    if match := _DAY.match(value):
        day = dt.date(int(match[1]), int(match[2]), int(match[3]))
        return day, day
    if match := _MONTH.match(value):
        return _months(int(match[1]), int(match[2]), 1)
    if match := _WEEK.match(value):
        monday = dt.date.fromisocalendar(int(match[1]), int(match[2]), 1)
        return monday + dt.timedelta(days=5 if match[3] else 0), monday + dt.timedelta(days=6)
    if match := _PART.match(value):
        length = _MONTHS[match[2]]
        return _months(int(match[1]), length * (int(match[3]) - 1) + 1, length)
    if match := _YEARS.match(value):
        span = 10 ** (4 - len(match[1]))
        year = int(match[1]) * span
        return dt.date(year, 1, 1), dt.date(year + span - 1, 12, 31)
    return None


def _months(year: int, first: int, number: int) -> tuple[dt.date, dt.date]:
    last = first + number - 1
    return dt.date(year, first, 1), dt.date(year, last, calendar.monthrange(year, last)[1])
