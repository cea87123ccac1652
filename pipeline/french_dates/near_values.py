"""Phrase → value, for phrases that name a period by its distance from the reference or from one spoken of."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from pipeline.french_dates import periods
from pipeline.french_dates.context import Context
from pipeline.french_dates.periods import DAY, Period
from pipeline.french_dates.rules import Match

_FEW = 3
_FRIDAY = 5
_FORTNIGHT = 15
# Début, milieu, fin de journée → part of the day (TIMEX3).
PARTS_OF_DAY = {"START": "MO", "MID": "MI", "END": "EV"}
_CLOCK_UNITS = ("TH", "TM", "TS")


def near_period(match: Match, context: Context) -> Period | None:
    """The current, last or next one of a unit: cette année, la semaine dernière, le mois prochain."""
    direction, unit = match.part("r"), match.value("u")
    base = context.reference
    count = 0 if direction is None else int(direction.value)
    there = context.lexed.folded.startswith("-la", match.end)
    if there or (direction is not None and direction.kind in ("PREVIOUS", "FOLLOWING")):
        base = context.last_said(match.start, unit) or (None if there else base)
    if base is None:
        return periods.unplaced(unit)
    period = periods.shift(base, unit, count)
    return period.infer(*context.marks("reference")) if period else None


def month_of_near_year(match: Match, context: Context) -> Period | None:
    """A month or day of this, the last or the next year: mai de l'année dernière."""
    base, direction = context.reference, match.part("r")
    month, day = match.number("m") or 0, match.number("d")
    if base is None:
        return periods.unplaced("D" if day else "M", "year")
    year = base.year + (int(direction.value) if direction else 0)
    date = periods.valid_day(year, month, day or 1)
    if date is None:
        return None
    return (periods.day(date) if day else periods.month(year, month)).infer(*context.marks("year"))


def edge_of_unit(match: Match, context: Context) -> Period | None:
    """The beginning or end of the current unit: la fin de l'année, début du mois."""
    if match.value("u") == "D":
        return _edge_of_day(match.value("e"), context)
    if context.reference is None:
        return periods.unplaced(match.value("u"))
    direction = match.part("r")
    whole = periods.shift(context.reference, match.value("u"), int(direction.value) if direction else 0)
    if whole is None:
        return None
    first, last = periods.third(whole, match.value("e"))
    return replace(whole, first=first, last=last).infer(*context.marks("reference"))


def end_of_week(match: Match, context: Context) -> Period | None:
    """`en fin de semaine`: the last days of a week (with an article it is a weekend)."""
    base, direction = context.reference, match.part("r")
    if base is None:
        return periods.unplaced("W")
    whole = periods.week(base + 7 * (int(direction.value) if direction else 0) * DAY)
    first, last = periods.third(whole, "END")
    return replace(whole, first=first, last=last).infer(*context.marks("reference"))


def _edge_of_day(edge: str, context: Context) -> Period | None:
    """`en fin de journée`: a part of the day."""
    base = context.reference
    if base is None:
        return replace(periods.unplaced("D"), type="TIME")
    return replace(periods.part(base, PARTS_OF_DAY[edge]), type="TIME").infer(*context.marks("reference"))


def weekend(match: Match, context: Context) -> Period | None:
    """The weekend: the last one unless the sentence looks ahead."""
    base = context.reference
    if base is None:
        return periods.unplaced("WE")
    look = context.look(match)
    ahead = look == "future" or base.isoweekday() > _FRIDAY
    return periods.weekend(base if ahead else base - 7 * DAY).infer(*context.marks("reference"))


def offset(match: Match, context: Context) -> Period | None:
    """A distance from the reference, or from the day last spoken of: il y a deux ans, un mois plus tard."""
    unit, count = match.value("u"), _count(match)
    direction = match.part("r")
    base = context.reference
    if direction is not None:
        base = context.last_said(match.start, unit) or base
        sign = int(direction.value)
    else:
        sign = -1 if context.lexed.tokens[match.first].kind == "AGO" else 1
    if count is None or unit in _CLOCK_UNITS:
        return None
    if base is None:
        return periods.unplaced(unit)
    period = _moved(base, unit, sign * (count + 0.5 * match.has("p")))
    return period.infer(*context.marks("reference")) if period else None


def within(match: Match, context: Context) -> Period | None:
    """The end of a time that begins now, to be opened before it: d'ici deux semaines."""
    unit, count = match.value("u"), _count(match)
    if count is None or unit in _CLOCK_UNITS or context.reference is None:
        return None
    count += 0.5 * match.has("p")
    if unit == "W":
        unit, count = "D", 7 * count
    period = _moved(context.reference, unit, count)
    return period.infer(*context.marks("reference")) if period else None


def _moved(base: dt.date, unit: str, count: float) -> Period | None:
    """`count` units away, at the grain of the unit."""
    if unit == "Y" and count != int(count):
        unit, count = "M", count * 12
    if count != int(count):
        return None
    return periods.shift(base, unit, int(count))


def _count(match: Match) -> float | None:
    """The number of a phrase: trois, quelques (3), un, une quinzaine de."""
    if match.has("n"):
        return float(match.value("n"))
    if match.has("q"):
        return _FEW
    if match.has("z"):
        return _FORTNIGHT if match.value("z") == "F" else float(match.value("z"))
    return 1 if match.has("a") else None


def recent(match: Match, context: Context) -> Period | None:
    """Several past or coming units: les trois derniers mois, les deux prochaines semaines."""
    base, unit, direction = context.reference, match.value("u"), match.part("r")
    count = match.number("n")
    if direction is None or not count or unit in _CLOCK_UNITS:
        return None
    if base is None:
        return periods.unplaced(unit)
    sign = int(direction.value)
    near, far = periods.shift(base, unit, sign), periods.shift(base, unit, sign * count)
    if near is None or far is None:
        return None
    first, last = (near, far) if sign > 0 else (far, near)
    return periods.span(first, last).infer(*context.marks("reference"))
