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
    return _islamic(rule, argument, year)


def _islamic(rule: str, argument: str, year: int) -> list[Period]:
    try:
        begins = Gregorian(year, 1, 1).to_hijri().year
        month, _, day = argument.partition("-")
        found = []
        for hijri_year in (begins, begins + 1):
            first = Hijri(hijri_year, int(month), int(day or 1))
            date = _gregorian(first)
            last = date + (first.month_length() - 1) * DAY
            found.append(periods.days(date, last) if rule == "hijri_month" else periods.day(date))
    except OverflowError:
        return []
    return [period for period in found if period.first and period.first.year == year]


def _gregorian(day: Hijri) -> dt.date:
    year, month, number = day.to_gregorian().datetuple()
    return dt.date(year, month, number)
