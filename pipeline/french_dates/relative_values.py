"""Phrase → value, for phrases that count from the reference or from the day last spoken of."""

from __future__ import annotations

import datetime as dt

from pipeline.french_dates import calendar_values, periods, tense
from pipeline.french_dates.context import Context, last_weekday, next_weekday
from pipeline.french_dates.periods import DAY, Period
from pipeline.french_dates.rules import Match

_FEW = 3


def deictic(match: Match, context: Context) -> Period | None:
    """A day named from today: hier, demain, aujourd'hui vendredi."""
    base = context.reference
    if base is None:
        return None
    return periods.day(base + (match.number("d") or 0) * DAY).infer(*context.marks("reference"))


def anaphor(match: Match, context: Context) -> Period | None:
    """A day named from the day last spoken of: la veille, le lendemain."""
    base = context.last_said(match.start) or context.reference
    if base is None:
        return None
    return periods.day(base + (match.number("d") or 0) * DAY).infer(*context.marks("reference"))


def same_day(match: Match, context: Context) -> Period | None:
    """The day last spoken of: le même jour."""
    base = context.last_said(match.start)
    return periods.day(base).infer("reference") if base else None


def weekday(match: Match, context: Context) -> Period | None:
    """A weekday: mardi, ce mardi, mardi dernier, mardi 28."""
    number = match.number("w") or 0
    base = context.reference
    if base is None:
        return periods.unknown(f"XXXX-WXX-{number}", "day").infer("week")
    if match.has("d"):
        return _weekday_with_number(number, match.number("d") or 0, context, base)
    direction = match.part("r")
    if direction is not None:
        if direction.kind in ("LAST", "PREVIOUS"):
            date = last_weekday(base, number, strictly=True)
        else:
            date = next_weekday(base, number, strictly=True)
        return periods.day(date).infer(*context.marks("week"))
    date, marks = _bare_weekday(number, match, context, base)
    return periods.day(date).infer(*context.marks(*marks))


def _weekday_with_number(number: int, day: int, context: Context, base: dt.date) -> Period | None:
    """`mardi 28`: the nearest 28th that is a Tuesday."""
    found = []
    for months in range(-12, 13):
        year, month = periods.add_months(base.year, base.month, months)
        try:
            date = dt.date(year, month, day)
        except ValueError:
            continue
        if date.isoweekday() == number:
            found.append(date)
    nearest = min(found, key=lambda d: abs((d - base).days), default=None)
    return periods.day(nearest).infer(*context.marks("month", "year")) if nearest else None


def _bare_weekday(
    number: int, match: Match, context: Context, base: dt.date
) -> tuple[dt.date, tuple[str, ...]]:
    """The news convention: the last such day unless the sentence looks ahead, then the next.

    A day that the text gives elsewhere with weekday and date is meant again; a line
    of its own announces.
    """
    text = context.lexed.text
    known = context.same_weekday(number)
    if known:
        return known, ("week", "text")
    look = tense.around(text, match.start, match.end)
    if look == "future" or (look is None and tense.lonely(text, match.start, match.end)):
        return next_weekday(base, number), ("week", "tense")
    if look is None and (said := _said_weekday(number, match, context)):
        return said, ("week", "text")
    return last_weekday(base, number), ("week",) if look is None else ("week", "tense")


def _said_weekday(number: int, match: Match, context: Context) -> dt.date | None:
    said = [
        period.first for at, period in context.said if at < match.start and period.grain in ("day", "part")
    ]
    return next((date for date in reversed(said) if date and date.isoweekday() == number), None)


def weekday_of_week(match: Match, context: Context) -> Period | None:
    """A weekday of a week: lundi de la semaine prochaine."""
    base = context.reference
    if base is None:
        return None
    direction = match.part("r")
    weeks = 0 if direction is None else int(direction.value)
    monday = base - base.weekday() * DAY + 7 * weeks * DAY
    return periods.day(monday + ((match.number("w") or 1) - 1) * DAY).infer(*context.marks("reference"))


def weekday_in(match: Match, context: Context) -> Period | None:
    """A weekday one or two weeks on: lundi en huit, en quinze."""
    base, days = context.reference, match.number("n")
    if base is None or days not in (8, 15):
        return None
    date = next_weekday(base, match.number("w") or 1, strictly=True) + days // 7 * 7 * DAY
    return periods.day(date).infer(*context.marks("reference"))


def near_period(match: Match, context: Context) -> Period | None:
    """The current, last or next one of a unit: cette année, la semaine dernière, le mois prochain."""
    direction, unit = match.part("r"), match.value("u")
    base = context.reference
    count = 0 if direction is None else int(direction.value)
    if direction is not None and direction.kind in ("PREVIOUS", "FOLLOWING"):
        base = context.last_said(match.start) or base
    if base is None:
        return None
    period = periods.shift(base, unit, count)
    return period.infer(*context.marks("reference")) if period else None


def offset(match: Match, context: Context) -> Period | None:
    """A distance from the reference, or from the day last spoken of: il y a deux ans, un mois plus tard."""
    unit, count = match.value("u"), _count(match)
    direction = match.part("r")
    base = context.reference
    if direction is not None:
        base = context.last_said(match.start) or base
        sign = int(direction.value)
    else:
        sign = -1 if context.lexed.tokens[match.first].kind == "AGO" else 1
    if base is None or count is None or unit in ("TH", "TM", "TS"):
        return None
    period = _moved(base, unit, sign * count)
    return period.infer(*context.marks("reference")) if period else None


def _moved(base: dt.date, unit: str, count: float) -> Period | None:
    """`count` units away, at the grain of the unit."""
    if count != int(count):
        return None
    return periods.shift(base, unit, int(count))


def _count(match: Match) -> float | None:
    """The number of a phrase: trois, quelques (3), un, une quinzaine de."""
    if match.has("n"):
        return float(match.value("n"))
    if match.has("q"):
        return _FEW
    return 1 if match.has("a") else None


def recent(match: Match, context: Context) -> Period | None:
    """Several past or coming units: les trois derniers mois, les deux prochaines semaines."""
    base, unit, direction = context.reference, match.value("u"), match.part("r")
    count = match.number("n")
    if base is None or direction is None or not count or unit in ("TH", "TM", "TS"):
        return None
    sign = int(direction.value)
    near, far = periods.shift(base, unit, sign), periods.shift(base, unit, sign * count)
    if near is None or far is None:
        return None
    first, last = (near, far) if sign > 0 else (far, near)
    return periods.span(first, last).infer(*context.marks("reference"))


def this_part(match: Match, context: Context) -> Period | None:
    """A part of the present day: ce matin, cette nuit."""
    base = context.reference
    return periods.part(base, match.value("p")).infer(*context.marks("reference")) if base else None


def nth(match: Match, context: Context) -> Period | None:
    """The nth weekday, day or week of a month: premier mercredi de juillet."""
    year, month = _month_of(match, context)
    if year is None or month is None:
        return None
    whole = periods.month(year, month)
    number = -1 if match.part("n") and match.part("n").kind == "LAST" else match.number("n")  # type: ignore[union-attr]
    if whole.first is None or whole.last is None or number is None:
        return None
    date = _nth_day(match, whole.first, whole.last, number)
    if date is None:
        return None
    unit = match.value("u")
    marks = () if match.has("y") else context.marks("year")
    if unit == "F":
        half = whole.first + 14 * DAY
        return (
            periods.days(whole.first, half - DAY) if number == 1 else periods.days(half, whole.last)
        ).infer(*marks)
    if unit in ("W", "WE"):
        return (periods.week(date) if unit == "W" else periods.weekend(date)).infer(*marks)
    return periods.day(date).infer(*marks) if whole.first <= date <= whole.last else None


def _month_of(match: Match, context: Context) -> tuple[int | None, int | None]:
    if match.has("m"):
        found = calendar_values.calendar_month(match, context)
        return (found.first.year, found.first.month) if found and found.first else (None, None)
    base = context.reference
    if base is None or match.has("y"):
        return None, None
    direction = match.part("r")
    return periods.add_months(base.year, base.month, int(direction.value) if direction else 0)


def _nth_day(match: Match, first: dt.date, last: dt.date, number: int) -> dt.date | None:
    unit = match.value("u")
    if unit == "D":
        return last if number < 0 else first + (number - 1) * DAY
    if unit == "F":
        return first
    weekday_ = {"W": 4, "WE": 6}.get(unit or "", match.number("w") or 1)
    if number < 0:
        return last_weekday(last, weekday_)
    return next_weekday(first, weekday_) + 7 * (number - 1) * DAY


def week_of(match: Match, context: Context) -> Period | None:
    """The week that a day lies in: la semaine du 6 octobre."""
    of = calendar_values.calendar_day(match, context)
    return periods.week(of.first).infer(*of.inferred) if of and of.first else None
