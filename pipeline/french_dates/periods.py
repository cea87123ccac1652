"""Stretches of time and their TIMEX3 values (TimeML 1.2.1; ISO 8601 for intervals)."""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import dataclass, replace

from pipeline.records import DateValue, TimexType

DAY = dt.timedelta(days=1)
_MONTHS = 12
_QUARTER, _HALF = 3, 6
# First month and day of a season; each lasts until the next begins.
# Meteorological seasons: whole months, as the press speaks of them.
_SEASONS = {"SP": (3, 1), "SU": (6, 1), "FA": (9, 1), "WI": (12, 1)}
_AFTER = {"SP": "SU", "SU": "FA", "FA": "WI", "WI": "SP"}


@dataclass(frozen=True, slots=True)
class Period:
    """A value: type, TIMEX3 string, grain, first and last day (None: open or unknown), what was inferred.

    The TIMEX3 string is empty where nothing can be known (a relative date without anything to count from).

    `stated` tells whether the text itself names the year (so that the period may anchor others).
    """

    type: TimexType
    timex: str
    grain: str
    first: dt.date | None = None
    last: dt.date | None = None
    inferred: tuple[str, ...] = ()
    stated: bool = False

    def infer(self, *parts: str) -> Period:
        """The same period with `parts` marked as not stated by the text."""
        return replace(self, inferred=tuple(dict.fromkeys((*self.inferred, *parts))), stated=False)

    def state(self) -> Period:
        """The same period marked as named in full by the text."""
        return replace(self, stated=True)

    def value(self) -> DateValue:
        """The record form."""
        return DateValue(
            type=self.type,
            timex=self.timex or None,
            first=self.first.isoformat() if self.first else None,
            last=self.last.isoformat() if self.last else None,
            inferred=list(self.inferred),
        )


def day(date: dt.date) -> Period:
    """One day."""
    return Period("DATE", date.isoformat(), "day", date, date)


def part(date: dt.date, code: str) -> Period:
    """A part of a day: MO, MI, AF, EV, NI."""
    return Period("DATE", f"{date.isoformat()}T{code}", "part", date, date)


def clock(date: dt.date | None, hour: int, minute: int | None) -> Period:
    """A clock time, on a day if that is known."""
    time = f"T{hour:02d}" if minute is None else f"T{hour:02d}:{minute:02d}"
    return Period("TIME", f"{date.isoformat() if date else ''}{time}", "clock", date, date)


def week(date: dt.date) -> Period:
    """The ISO week that `date` lies in."""
    monday = date - date.weekday() * DAY
    year, number, _ = monday.isocalendar()
    return Period("DATE", f"{year:04d}-W{number:02d}", "week", monday, monday + 6 * DAY)


def weekend(date: dt.date) -> Period:
    """The weekend of the ISO week that `date` lies in."""
    of = week(date)
    assert of.last is not None  # noqa: S101 (a week has a last day)
    return Period("DATE", f"{of.timex}-WE", "weekend", of.last - DAY, of.last)


def month(year: int, number: int) -> Period:
    """A month."""
    last = calendar.monthrange(year, number)[1]
    return Period(
        "DATE", f"{year:04d}-{number:02d}", "month", dt.date(year, number, 1), dt.date(year, number, last)
    )


def months(year: int, first: int, count: int) -> tuple[dt.date, dt.date]:
    """First and last day of `count` months from month `first` of `year`."""
    end = month(*add_months(year, first, count - 1))
    assert end.last is not None  # noqa: S101 (a month has a last day)
    return dt.date(year, first, 1), end.last


def add_months(year: int, number: int, count: int) -> tuple[int, int]:
    """Year and month, `count` months after month `number` of `year`."""
    index = year * _MONTHS + number - 1 + count
    return index // _MONTHS, index % _MONTHS + 1


def quarter(year: int, number: int) -> Period:
    """The quarter 1–4 of a year."""
    return Period(
        "DATE", f"{year:04d}-Q{number}", "quarter", *months(year, _QUARTER * (number - 1) + 1, _QUARTER)
    )


def half(year: int, number: int) -> Period:
    """The half 1–2 of a year."""
    return Period("DATE", f"{year:04d}-H{number}", "half", *months(year, _HALF * (number - 1) + 1, _HALF))


def season(year: int, code: str) -> Period:
    """A season SP, SU, FA, WI; the winter of a year begins in its December."""
    following = _AFTER[code]
    end = dt.date(year + (code == "WI"), *_SEASONS[following]) - DAY
    return Period("DATE", f"{year:04d}-{code}", "season", dt.date(year, *_SEASONS[code]), end)


def year(number: int) -> Period:
    """A year."""
    return Period("DATE", f"{number:04d}", "year", dt.date(number, 1, 1), dt.date(number, 12, 31))


def decade(first: int) -> Period:
    """The ten years from `first` (1990 → `199`)."""
    return Period(
        "DATE", f"{first // 10:03d}", "decade", dt.date(first, 1, 1), dt.date(first + 9, 12, 31)
    ).state()


def century(ordinal: int) -> Period:
    """The XXth century (20 → `19`); TIMEX3 counts from the year 1900."""
    first = max((ordinal - 1) * 100, 1)
    return Period(
        "DATE", f"{ordinal - 1:02d}", "century", dt.date(first, 1, 1), dt.date(ordinal * 100 - 1, 12, 31)
    ).state()


def valid_day(year: int, month: int, day: int) -> dt.date | None:
    """The day, or None where the calendar has no such day."""
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def unknown(timex: str, grain: str) -> Period:
    """A value whose days cannot be known, as `XXXX-05-27`."""
    return Period("DATE", timex, grain)


def unplaced(unit: str, part: str = "reference") -> Period:
    """A relative period (`hier`, `mardi`, `la semaine dernière`) with nothing to count from: it has no value."""
    return unknown("", _GRAINS.get(unit, "day")).infer(part)


def numbered_week(year: int, number: int) -> Period | None:
    """The ISO week `number` of a year; None if it has no such week."""
    try:
        return week(dt.date.fromisocalendar(year, number, 1)).state()
    except ValueError:
        return None


def span(first: Period, last: Period) -> Period:
    """From the first day of one to the last day of the other."""
    inferred = tuple(dict.fromkeys((*first.inferred, *last.inferred)))
    stated = first.stated and last.stated
    timex = f"{first.timex}/{last.timex}" if first.timex and last.timex else ""
    return Period(first.type, timex, "span", first.first, last.last, inferred, stated)


def days(first: dt.date, last: dt.date) -> Period:
    """From one day to another."""
    return span(day(first), day(last))


def since(begin: Period) -> Period:
    """From the beginning of a period on."""
    return replace(begin, timex=f"{begin.timex}/..", grain="open", last=None)


def until(end: Period) -> Period:
    """Up to the end of a period."""
    return replace(end, timex=f"../{end.timex}", grain="open", first=None)


def duration(timex: str) -> Period:
    """A length of time."""
    return Period("DURATION", timex, "duration")


def repeated(timex: str) -> Period:
    """Something that recurs (TIMEX3: SET)."""
    return Period("SET", timex, "set")


def third(period: Period, edge: str) -> tuple[dt.date | None, dt.date | None]:
    """First and last day of the beginning, middle or end third of a period."""
    if period.first is None or period.last is None:
        return None, None
    days = (period.last - period.first).days + 1
    third = max(days // 3, 1)
    number = {"START": 0, "MID": 1, "END": 2}[edge]
    first = period.first + number * third * DAY
    last = period.last if edge == "END" else first + (third - 1) * DAY
    return first, last


def shift(date: dt.date, unit: str, count: int) -> Period | None:
    """The period of `unit` (D W WE F M Q H Y X C), `count` of them from `date`; None beyond the calendar."""
    try:
        return _shifted(date, unit, count)
    except (ValueError, OverflowError):
        return None


def _shifted(date: dt.date, unit: str, count: int) -> Period:
    if unit in _DAYS_IN:
        moved = date + _DAYS_IN[unit] * count * DAY
        return {"D": day, "W": week, "F": week, "WE": weekend}[unit](moved)
    if unit in _MONTHS_IN:
        size = _MONTHS_IN[unit]
        start = (date.month - 1) // size * size + 1
        year_, month_ = add_months(date.year, start, size * count)
        if unit == "M":
            return month(year_, month_)
        return quarter(year_, (month_ + 2) // 3) if unit == "Q" else half(year_, (month_ + 5) // 6)
    moved_year = date.year + {"Y": 1, "X": 10, "C": 100}[unit] * count
    if unit == "Y":
        return year(moved_year)
    return decade(moved_year // 10 * 10) if unit == "X" else century(moved_year // 100 + 1)


_GRAINS = {
    "D": "day",
    "W": "week",
    "F": "week",
    "WE": "weekend",
    "M": "month",
    "Q": "quarter",
    "H": "half",
    "Y": "year",
    "X": "decade",
    "C": "century",
    "S": "season",
}
_DAYS_IN = {"D": 1, "W": 7, "WE": 7, "F": 14}
_MONTHS_IN = {"M": 1, "Q": _QUARTER, "H": _HALF}
