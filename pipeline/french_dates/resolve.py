"""Matches → values: full dates first, then what leans on them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from pipeline.french_dates import calendar_values as calendar
from pipeline.french_dates import day_values as days
from pipeline.french_dates import feast_values, nth_values, residual, season_values
from pipeline.french_dates import near_values as near
from pipeline.french_dates import quantity_values as quantity
from pipeline.french_dates.context import Context
from pipeline.french_dates.periods import Period
from pipeline.french_dates.rules import Match

Evaluate = Callable[[Match, Context], Period | None]

_VALUES: dict[str, Evaluate] = {
    "figures": calendar.figures,
    "calendar_day": calendar.calendar_day,
    "calendar_days": calendar.calendar_days,
    "calendar_month": calendar.calendar_month,
    "calendar_months": calendar.calendar_months,
    "calendar_year": calendar.calendar_year,
    "year_span": calendar.year_span,
    "decade": calendar.decade,
    "century": calendar.century,
    "decades": calendar.decades,
    "centuries": calendar.centuries,
    "quarter": calendar.quarter,
    "season": season_values.season,
    "rentree": calendar.rentree,
    "days_in_figures": calendar.days_in_figures,
    "feast": feast_values.feast,
    "hijri": feast_values.hijri,
    "deictic": days.deictic,
    "anaphor": days.anaphor,
    "same_day": days.same_day,
    "weekday": days.weekday,
    "weekdays": days.weekdays,
    "weekday_of_week": days.weekday_of_week,
    "weekday_in": days.weekday_in,
    "near_period": near.near_period,
    "month_of_near_year": near.month_of_near_year,
    "offset": near.offset,
    "recent": near.recent,
    "within": near.within,
    "this_part": days.this_part,
    "nth": nth_values.nth,
    "week_of": nth_values.week_of,
    "duration": quantity.duration,
    "vague_duration": quantity.vague_duration,
    "set": quantity.recurring,
    "weekday_set": quantity.recurring_weekday,
    "weekday_habit": days.weekday_habit,
    "recurring_day": quantity.recurring_day,
    "set_adjective": quantity.recurring_adjective,
    "clock": quantity.clock,
    "night": days.night,
    "weekend": near.weekend,
    "days_of_near_month": days.days_of_near_month,
    "residual": residual.parsed,
    "day_number": days.day_number,
    "day_numbers": days.day_number,
    "edge_of_unit": near.edge_of_unit,
    "end_of_week": near.end_of_week,
    "first_or_last_days": nth_values.first_or_last_days,
    "first_or_last_months": nth_values.first_or_last_months,
    "term": quantity.term,
}
# Days with a month are resolved before the rest, which may lean on them.
_EARLY = {"figures", "days_in_figures", "calendar_day", "calendar_days"}


@dataclass(frozen=True, slots=True)
class Atom:
    """A resolved phrase: offsets, lexemes `tokens[first:last]`, rule, value, derivation."""

    start: int
    end: int
    first: int
    last: int
    rule: str
    period: Period
    steps: tuple[str, ...]
    match: Match | None = None


def evaluate(match: Match, context: Context) -> Atom | None:
    """The atom of one match; None if it has no sensible value (the 32nd of a month)."""
    period = _VALUES[match.rule.value](match, context)
    if period is None:
        return None
    text = context.lexed.text[match.start : match.end]
    step = f"{match.rule.name}: “{text}” → {period.timex or 'no value'}"
    steps = (step, *(f"inferred: {part}" for part in period.inferred))
    return Atom(match.start, match.end, match.first, match.last, match.rule.name, period, steps, match)


def resolve(matches: Iterable[Match], context: Context) -> list[Atom]:
    """The atoms of `matches` in text order."""
    ordered = list(matches)
    found: dict[int, Atom] = {}
    for early in (True, False):
        for match in ordered:
            if (match.rule.value in _EARLY) is early and (atom := evaluate(match, context)):
                found[match.start] = atom
                context.remember(atom.start, atom.period)
                if early and atom.period.first and match.has("w"):
                    context.weekdays.setdefault(atom.period.first.isoweekday(), atom.period.first)
    return [found[start] for start in sorted(found)]
