"""Phrase → value, for feasts, the days beside them, and the months of the Islamic calendar."""

from __future__ import annotations

import datetime as dt

from pipeline.french_dates import feasts, periods
from pipeline.french_dates.calendar_values import stated_year
from pipeline.french_dates.context import Context, distance
from pipeline.french_dates.periods import DAY, Period
from pipeline.french_dates.rules import Match

# The years in which the Islamic calendar is meant: 1300 began in 1882, 1599 ends in 2175.
_HIJRI_YEARS = range(1300, 1600)
_RAMADAN = 9
_BACK = ("LAST", "GONE")


def feast(match: Match, context: Context) -> Period | None:
    """A feast, fixed or movable, or the day beside it: Noël, Pâques 2019, veille de la Tabaski."""
    found = _feast(match, context)
    if found is None or found.first is None or not match.has("o"):
        return found
    day = periods.day(found.first + (match.number("o") or 0) * DAY)
    return day.state() if found.stated else day.infer(*found.inferred)


def _feast(match: Match, context: Context) -> Period | None:
    rule, argument = match.value("f")
    year = stated_year(match)
    if year is not None:
        named = _in_year(rule, argument, year)
        return named[0].state() if named else None
    base = context.base(match.start)
    if base is None:
        return _any_year(rule, argument, match)
    around = range(base.year - 1, base.year + 2)
    return _nearest([p for y in around for p in feasts.days(rule, argument, y)], base, match, context)


def _in_year(rule: str, argument: str, year: int) -> list[Period]:
    if rule.startswith("hijri") and year in _HIJRI_YEARS:
        month, _, day = argument.partition("-")
        found = feasts.hijri(year, int(month), int(day) if day else None)
        return [found] if found else []
    return feasts.days(rule, argument, year)


def _nearest(found: list[Period], base: dt.date, match: Match, context: Context) -> Period | None:
    """The one of `found` that dernier or prochain, the tense, or the distance from `base` chooses."""
    direction = match.part("r")
    if direction is not None:
        back = direction.kind in _BACK
        found = [p for p in found if p.first and (p.first <= base if back else p.first >= base)]
    look = context.look(match)
    chosen = min(found, key=lambda p: distance(p.first or base, base, look), default=None)
    return chosen.infer(*context.marks("year")) if chosen else None


def _any_year(rule: str, argument: str, match: Match) -> Period:
    """A feast of a year that cannot be known: its day, if that is the same every year."""
    if rule == "fixed" and not match.has("r") and not match.has("o"):
        return periods.unknown(f"XXXX-{argument}", "day").infer("year")
    return periods.unplaced("D", "year")


def hijri(match: Match, context: Context) -> Period | None:
    """A day or month of the Islamic calendar: 27 Rajab 1445, mois de Chaoual, 17 ramadan."""
    month, day, year = match.number("h") or _RAMADAN, match.number("d"), match.number("y")
    if year is not None and year in _HIJRI_YEARS:
        found = feasts.hijri(year, month, day)
        return found.state() if found else None
    base = context.base(match.start)
    if year is None and base is None:
        return periods.unplaced("D", "year")
    rule, argument = ("hijri", f"{month:02d}-{day:02d}") if day else ("hijri_month", str(month))
    if year is not None:
        named = feasts.days(rule, argument, year)
        return named[0].state() if named else None
    assert base is not None  # noqa: S101 (asked above)
    around = range(base.year - 1, base.year + 2)
    return _nearest([p for y in around for p in feasts.days(rule, argument, y)], base, match, context)
