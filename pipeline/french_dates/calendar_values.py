"""Phrase → value, for phrases that name days, months, years and parts of the calendar."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

from pipeline.french_dates import periods
from pipeline.french_dates.context import Context, distance
from pipeline.french_dates.numbers import century_of
from pipeline.french_dates.periods import Period
from pipeline.french_dates.rules import Match

_MONTHS = 12
_SCHOOL_YEAR_BEGINS = 9
_LAST_CENTURY = 30
_SIGNS = {"QUARTER_SHORT": "Q", "HALF_SHORT": "H"}
# “Les années 20” are still the nineteen-twenties, “les années 10” are not.
_FIRST_OLD_DECADE = 20


def stated_year(match: Match) -> int | None:
    """The year that the phrase names, in four figures or two."""
    short = match.number("yy")
    return match.number("y") if short is None else century_of(short)


def figures(match: Match, context: Context) -> Period | None:
    """Dates in figures: 27/05/2019, 22/04, 11/2017."""
    token = match.part("n")
    if token is None:
        return periods.month(match.number("y") or 0, match.number("m") or 0).state()
    if token.kind == "DATE":
        return periods.day(token.value).state()
    if token.kind == "MONTH_SLASH_YEAR":
        return periods.month(*token.value).state()
    day, month = token.value
    return _day(None, month, day, match, context)


def days_in_figures(match: Match, context: Context) -> Period | None:
    """Two days in figures: 28/06-02/07/2019."""
    (first, begins), (last, ends), year = match.value("n")
    end = _day(year or None, ends, last, match, context)
    if end is None or end.first is None:
        return None
    day = periods.valid_day(end.first.year - (begins > ends), begins, first)
    if day is None or day >= end.first:
        return None
    return replace(periods.days(day, end.first), inferred=end.inferred, stated=end.stated)


def calendar_day(match: Match, context: Context) -> Period | None:
    """A day and its month: 27 mai 2019, lundi 27 mai, 8 mars dernier."""
    month, day = match.number("m"), match.number("d")
    return _day(stated_year(match), month or 0, day or 0, match, context)


def _day(year: int | None, month: int, day: int, match: Match, context: Context) -> Period | None:
    if year is not None:
        date = periods.valid_day(year, month, day)
        return periods.day(date).state() if date else None
    if periods.valid_day(2000, month, day) is None:
        return None
    base = context.base(match.start, weekday=match.has("w"))
    if base is None:
        stated = periods.unknown(f"XXXX-{month:02d}-{day:02d}", "day").infer("year")
        return periods.unplaced("D", "year") if match.has("r") else stated
    date = _directed(match, base, lambda year: periods.valid_day(year, month, day))
    if date is None:
        date = context.date(month, day, match.number("w2") or match.number("w"), match)
    return periods.day(date).infer(*context.marks("year")) if date else None


def _directed(match: Match, base: dt.date, on: Callable[[int], dt.date | None]) -> dt.date | None:
    """The occurrence before (`dernier`) or after (`prochain`) the base."""
    direction = match.part("r")
    if direction is None or direction.kind == "COURANT":
        return None
    found = [date for year in range(base.year - 1, base.year + 2) if (date := on(year)) is not None]
    if direction.kind in ("LAST", "GONE"):
        return max((date for date in found if date <= base), default=None)
    return min((date for date in found if date >= base), default=None)


def calendar_days(match: Match, context: Context) -> Period | None:
    """Several days of one month: 26 et 27 septembre, du 12 au 16 mai, 3, 4 et 5 juin."""
    if match.has("d") and not match.has("d2"):
        return calendar_day(match, context)
    month = match.number("m") or 0
    joined = match.value("n")
    first, last = joined or (match.number("d") or 0, match.number("d2") or 0)
    by_first = match.has("w") and not match.has("w2")
    end = _day(stated_year(match), month, first if by_first else last, match, context)
    if end is None or first >= last:
        return None
    if end.first is None:
        begin = periods.unknown(f"XXXX-{month:02d}-{first:02d}", "day")
        return periods.span(begin, periods.unknown(f"XXXX-{month:02d}-{last:02d}", "day")).infer("year")
    end_day = periods.valid_day(end.first.year, month, last)
    if end_day is None:
        return None
    end = replace(periods.day(end_day), inferred=end.inferred, stated=end.stated)
    begin_day = periods.valid_day(end_day.year, month, first)
    if begin_day is None:
        return None
    begin = periods.day(begin_day)
    return periods.span(begin.state() if end.stated else begin, end)


def calendar_month(match: Match, context: Context) -> Period | None:
    """A month: septembre 2018, août 99, avril dernier, juin."""
    month, year = match.number("m") or 0, stated_year(match)
    if year is not None:
        return periods.month(year, month).state()
    bracketed = context.bracketed_year(match.first)
    if bracketed:
        return periods.month(bracketed, month).infer("year")
    base = context.base(match.start)
    if base is None:
        if match.has("r") or match.has("t"):
            return periods.unplaced("M", "year")
        return periods.unknown(f"XXXX-{month:02d}", "month").infer("year")
    date = _directed(match, base, lambda year: _month_beside(year, month, base))
    if match.has("t"):
        date = dt.date(base.year, month, 1)
    if date is None:
        date = _nearest_month(month, base, context, match)
    return periods.month(date.year, month).infer(*context.marks("year"))


def _month_beside(year: int, month: int, base: dt.date) -> dt.date | None:
    """The month of `year` as a day to compare with `base`; the base's own month is neither last nor next."""
    if (year, month) == (base.year, base.month):
        return None
    return dt.date(year, month, 1)


def _nearest_month(month: int, base: dt.date, context: Context, match: Match) -> dt.date:
    if month == base.month:
        return base
    look = context.look(match)
    middles = [dt.date(year, month, 15) for year in range(base.year - 1, base.year + 2)]
    return min(middles, key=lambda date: distance(date, base, look))


def calendar_months(match: Match, context: Context) -> Period | None:
    """Several months: mars-avril, de mars à juin 2019."""
    first, last, year = match.number("m") or 0, match.number("m2") or 0, stated_year(match)
    if year is None:
        base = context.base(match.start)
        if base is None:
            return periods.span(
                periods.unknown(f"XXXX-{first:02d}", "month"), periods.unknown(f"XXXX-{last:02d}", "month")
            ).infer("year")
        year = _nearest_month(last, base, context, match).year
        begin = periods.month(year - (first > last), first)
        return periods.span(begin, periods.month(year, last)).infer(*context.marks("year"))
    begin = periods.month(year - (first > last), first).state()
    return periods.span(begin, periods.month(year, last).state())


def calendar_year(match: Match, context: Context) -> Period | None:
    """A year: 2019, en 98."""
    del context
    year = stated_year(match)
    return periods.year(year).state() if year else None


def year_span(match: Match, context: Context) -> Period | None:
    """Several years: 2018-2020, année scolaire 2023-2024."""
    del context
    joined = match.value("n")
    first, last = joined or (match.number("y") or 0, match.number("y2"))
    if last is None:
        return periods.year(first).state()
    return periods.span(periods.year(first).state(), periods.year(last).state()) if first < last else None


def decade(match: Match, context: Context) -> Period | None:
    """A decade: années 1990, années 60."""
    del context
    year, short = match.number("y"), match.number("yy")
    if year is None and short is not None:
        year = short + (1900 if short >= _FIRST_OLD_DECADE else 2000)
    return periods.decade(year // 10 * 10) if year and year % 10 == 0 else None


def decades(match: Match, context: Context) -> Period | None:
    """Several decades: années 1960 et 1970."""
    del context
    first, last = match.number("y") or 0, match.number("y2") or 0
    if first % 10 or last % 10 or first >= last:
        return None
    return periods.span(periods.decade(first), periods.decade(last))


def centuries(match: Match, context: Context) -> Period | None:
    """Several centuries: XIVe et XVe siècles."""
    del context
    first, last = match.number("n") or 0, match.number("o") or 0
    valid = 0 < first < last <= _LAST_CENTURY
    return periods.span(periods.century(first), periods.century(last)) if valid else None


def century(match: Match, context: Context) -> Period | None:
    """A century: XXe siècle, 19e siècle."""
    del context
    ordinal = match.number("n") or 0
    return periods.century(ordinal) if 0 < ordinal <= _LAST_CENTURY else None


def _unit(match: Match) -> str:
    """Q or H: of a word (`trimestre`), or of a sign (`T2`, `S1`)."""
    part = match.part("n")
    if part is not None and part.kind in _SIGNS:
        return _SIGNS[part.kind]
    return str(match.value("u"))


def quarter(match: Match, context: Context) -> Period | None:
    """A quarter or half of a year: premier trimestre 2019, second semestre."""
    unit, number = _unit(match), match.number("n")
    most, make = (4, periods.quarter) if unit == "Q" else (2, periods.half)
    year = stated_year(match)
    base = context.base(match.start)
    if number is None:
        number = most if year else None
    if number is None:
        shifted = periods.shift(base, unit, -1) if base else None
        return shifted.infer(*context.marks("reference")) if shifted else None
    if not 0 < number <= most:
        return None
    if year is not None:
        return make(year, number).state()
    if base is None:
        return periods.unknown(f"XXXX-{unit}{number}", "quarter").infer("year")
    look = context.look(match)
    year = base.year
    begins = make(year, number).first
    if look == "past" and begins and begins > base:
        year -= 1
    return make(year, number).infer(*context.marks("year"))


def rentree(match: Match, context: Context) -> Period | None:
    """The start of a school year: rentrée 2024."""
    del context
    return periods.month(match.number("y") or 0, _SCHOOL_YEAR_BEGINS).state()
