"""Phrase → value, for phrases that count within a month or a year, or name the week of a day."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from pipeline.french_dates import calendar_values, periods, season_values
from pipeline.french_dates.context import Context, last_weekday, next_weekday
from pipeline.french_dates.periods import DAY, Period
from pipeline.french_dates.rules import Match

_HALF_MONTH = 15
_SUNDAY = 7


def nth(match: Match, context: Context) -> Period | None:
    """The nth weekday, day or week of a month or season: premier mercredi de juillet, de l'été."""
    part = match.part("n")
    number = -1 if part is not None and part.kind == "LAST" else match.number("n") or 1
    if match.has("y") and not (match.has("m") or match.has("s")):
        week = match.value("u") == "W" and number > 0
        return periods.numbered_week(match.number("y") or 0, number) if week else None
    month = _month_of(match, context)
    if month is None or month.first is None or month.last is None:
        return periods.unplaced(match.value("u") or "D")
    period = _nth_of(match, month.first, month.last, number)
    return period.infer(*month.inferred) if period else None


def first_or_last_days(match: Match, context: Context) -> Period | None:
    """The first or last days of a month: les premiers jours de mai, the value of the month."""
    month = calendar_values.calendar_month(match, context)
    if month is None:
        return None
    part = match.part("e")
    edge = "END" if part is not None and part.kind == "LAST" else "START"
    first, last = periods.third(month, edge)
    return replace(month, first=first, last=last)


def first_or_last_months(match: Match, context: Context) -> Period | None:
    """The first or last months or quarters of a year: les six premiers mois de 2018."""
    year, count, part = calendar_values.stated_year(match), match.number("n") or 0, match.part("r")
    base = context.base(match.start)
    if year is None and base is None:
        return periods.unplaced("M", "year")
    make, most = (periods.month, 12) if match.value("u") == "M" else (periods.quarter, 4)
    if not 0 < count < most:
        return None
    of = year or (base.year if base else 0)
    first = most - count + 1 if part is not None and part.kind == "LAST" else 1
    period = periods.span(make(of, first), make(of, first + count - 1))
    return period.state() if year else period.infer(*context.marks("year"))


def _nth_of(match: Match, first: dt.date, last: dt.date, number: int) -> Period | None:
    unit = match.value("u")
    if unit == "F":
        half = first + _HALF_MONTH * DAY
        return periods.days(first, half - DAY) if number == 1 else periods.days(half, last)
    date = _nth_day(match, first, last, number)
    if unit in ("W", "WE"):
        return periods.week(date) if unit == "W" else periods.weekend(date)
    return periods.day(date) if first <= date <= last else None


def _month_of(match: Match, context: Context) -> Period | None:
    """The month that a phrase counts in."""
    if match.has("m"):
        return calendar_values.calendar_month(match, context)
    if match.has("s"):
        return season_values.season(match, context)
    base, direction = context.reference, match.part("r")
    if base is None:
        return None
    month = periods.shift(base, "M", int(direction.value) if direction else 0)
    return month.infer(*context.marks("reference")) if month else None


def _nth_day(match: Match, first: dt.date, last: dt.date, number: int) -> dt.date:
    """The nth day of its kind; a week is known by its Thursday (ISO 8601), a weekend by its Saturday."""
    unit = match.value("u")
    if unit == "D":
        return last if number < 0 else first + (number - 1) * DAY
    weekday = {"W": 4, "WE": 6}.get(unit or "", match.number("w") or 1)
    if number < 0:
        return last_weekday(last, weekday)
    return next_weekday(first, weekday) + 7 * (number - 1) * DAY


def week_of(match: Match, context: Context) -> Period | None:
    """The week or weekend that a day lies in: la semaine du 6 octobre, le week-end du 8 juin."""
    days = match.has("n")
    of = (
        calendar_values.calendar_days(match, context)
        if days
        else calendar_values.calendar_day(match, context)
    )
    if of is None or of.first is None:
        return None
    if match.value("u") != "W":
        return periods.weekend(of.first).infer(*of.inferred)
    # A week named by a Sunday begins with it, as in Québec.
    sunday = of.first.isoweekday() == _SUNDAY
    return periods.week(of.first + sunday * DAY).infer(*of.inferred)
