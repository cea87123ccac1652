"""The days of feasts: fixed ones, those that follow Easter, and those of the Islamic calendar."""

from __future__ import annotations

import datetime as dt

from dateutil.easter import easter
from hijridate import Gregorian, Hijri

from pipeline.french_dates import periods
from pipeline.french_dates.periods import DAY, Period


def days(rule: str, argument: str, year: int) -> list[Period]:
    """The days of a feast in a year (two of an Islamic one may fall into one year)."""
    if rule == "easter":
        return [periods.day(easter(year) + int(argument) * DAY)]
    if rule == "fixed":
        month, day = argument.split("-")
        return [periods.day(dt.date(year, int(month), int(day)))]
    return _islamic(argument, year)


def _islamic(argument: str, year: int) -> list[Period]:
    try:
        begins = Gregorian(year, 1, 1).to_hijri().year
    except OverflowError:
        return []
    month, _, day = argument.partition("-")
    found = [hijri(begins + later, int(month), int(day) if day else None) for later in (0, 1)]
    return [period for period in found if period and period.first and period.first.year == year]


def hijri(year: int, month: int, day: int | None) -> Period | None:
    """A day of the Islamic calendar, or a month of it; None where it has no such day, or `hijridate` ends."""
    try:
        first = Hijri(year, month, day or 1)
        date = _gregorian(first)
    except (OverflowError, ValueError):
        return None
    return periods.day(date) if day else periods.days(date, date + (first.month_length() - 1) * DAY)


def _gregorian(day: Hijri) -> dt.date:
    year, month, number = day.to_gregorian().datetuple()
    return dt.date(year, month, number)
