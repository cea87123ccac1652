"""Phrase → value, for phrases that name a day by weekday, number, or distance from another day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from pipeline.french_dates import calendar_values, periods, quantity_values
from pipeline.french_dates.context import Context, distance, last_weekday, next_weekday
from pipeline.french_dates.periods import DAY, Period
from pipeline.french_dates.rules import Match
from pipeline.french_dates.surroundings import line_before

_YEAR = 12
_MONTH = 31 * DAY
_SENTENCE_ENDS = (".", "!", "?", "…", "»")


def deictic(match: Match, context: Context) -> Period | None:
    """A day named from today: hier, demain, aujourd'hui vendredi."""
    base = context.reference
    if base is None:
        return periods.unplaced("D")
    return periods.day(base + (match.number("d") or 0) * DAY).infer(*context.marks("reference"))


def anaphor(match: Match, context: Context) -> Period | None:
    """A day named from the day last spoken of: la veille, le lendemain."""
    if not match.has("d") and match.followed_by_now("DE", "DU", "DES"):
        # “hier, au lendemain de la démission”: the day of which that is said.
        said = context.last_said(match.start)
        return periods.day(said).infer("reference") if said else periods.unplaced("D")
    if match.has("d"):
        named = calendar_values.calendar_day(match, context)
        base, marks = (named.first, named.inferred) if named else (None, ())
    else:
        base, marks = context.last_said(match.start) or context.reference, context.marks("reference")
    if base is None:
        return periods.unplaced("D")
    return periods.day(base + (match.number("o") or 0) * DAY).infer(*marks)


def same_day(match: Match, context: Context) -> Period | None:
    """The day last spoken of: le même jour."""
    base = context.last_said(match.start)
    return periods.day(base).infer("reference") if base else None


def this_part(match: Match, context: Context) -> Period | None:
    """A part of the present day: ce matin, cette nuit; ce soir-là: of the day last spoken of."""
    base = context.reference
    if context.lexed.folded.startswith("-la", match.end):
        base = context.last_said(match.start)
    if base is None:
        return periods.unplaced("D")
    return periods.part(base, match.value("p")).infer(*context.marks("reference"))


def weekday(match: Match, context: Context) -> Period | None:
    """A weekday: mardi, ce mardi, mardi dernier, mardi 28."""
    number = match.number("w") or 0
    base = context.reference
    if base is None:
        return periods.unplaced("D", "week")
    if match.has("d"):
        return _weekday_with_number(number, match, context, base)
    direction = match.part("r")
    if direction is not None:
        if direction.kind in ("LAST", "GONE", "PREVIOUS"):
            date = last_weekday(base, number, strictly=True)
        else:
            date = next_weekday(base, number, strictly=True)
        return periods.day(date).infer(*context.marks("week"))
    date, marks = _bare_weekday(number, match, context, base)
    return periods.day(date).infer(*context.marks(*marks))


def weekday_habit(match: Match, context: Context) -> Period | None:
    """`le mercredi`: every Wednesday; but that of the story where a sentence begins “Le mercredi, il a …”."""
    led = line_before(context.lexed, context.lexed.tokens[match.first - 1].start).rstrip()
    begins = led.endswith(_SENTENCE_ENDS) or not led
    told = context.reference is None or match.number("w") in context.weekdays or context.look(match) == "past"
    if begins and match.followed_by_now("COMMA") and told:
        return weekday(match, context)
    return quantity_values.recurring_weekday(match, context)


def weekdays(match: Match, context: Context) -> Period | None:
    """Weekdays in a row: mardi et mercredi: the last of them past, or all to come."""
    begin, end = match.number("w") or 0, match.number("w2") or 0
    base, direction = context.reference, match.part("r")
    if base is None:
        return periods.unplaced("D")
    length = (end - begin) % 7 * DAY
    known = context.same_weekday(begin)
    if known:
        return periods.days(known, known + length).infer(*context.marks("week", "text"))
    ahead = context.look(match) == "future" if direction is None else direction.kind == "NEXT"
    first = next_weekday(base, begin) if ahead else last_weekday(base, end) - length
    return periods.days(first, first + length).infer(*context.marks("week", "tense"))


def _weekday_with_number(number: int, match: Match, context: Context, base: dt.date) -> Period | None:
    """`mardi 28`: the nearest 28th that is a Tuesday."""
    found = [
        date
        for date in _same_day_of_months(base, range(-_YEAR, _YEAR + 1), match.number("d") or 0)
        if date.isoweekday() == number
    ]
    look = context.look(match)
    nearest = min(found, key=lambda date: distance(date, base, look), default=None)
    return periods.day(nearest).infer(*context.marks("month", "year")) if nearest else None


def _bare_weekday(
    number: int, match: Match, context: Context, base: dt.date
) -> tuple[dt.date, tuple[str, ...]]:
    """The news convention: the last such day unless the sentence looks ahead, then the next.

    A day that the text gives elsewhere with its weekday and date is meant again.
    """
    known = context.same_weekday(number)
    if known:
        return known, ("week", "text")
    look = context.look(match)
    within = context.within_said(match.start, number)
    if within and (look != "future" or within > base) and abs(base - within) <= _MONTH:
        return within, ("week", "text")
    if look == "future":
        return next_weekday(base, number), ("week", "tense")
    if look is None and (said := _said_weekday(number, match, context)):
        return said, ("week", "text")
    return last_weekday(base, number), ("week",) if look is None else ("week", "tense")


def _said_weekday(number: int, match: Match, context: Context) -> dt.date | None:
    said = context.days_said(match.start)
    return next((date for date in said if date.isoweekday() == number), None)


def _same_day_of_months(base: dt.date, months: Iterable[int], day: int) -> list[dt.date]:
    """The days with number `day` in the months that lie `months` from `base`."""
    found = (periods.valid_day(*periods.add_months(base.year, base.month, count), day) for count in months)
    return [date for date in found if date]


def weekday_of_week(match: Match, context: Context) -> Period | None:
    """A weekday of a week: lundi de la semaine prochaine."""
    base = context.reference
    if base is None:
        return periods.unplaced("D")
    direction = match.part("r")
    weeks = 0 if direction is None else int(direction.value)
    monday = base - base.weekday() * DAY + 7 * weeks * DAY
    return periods.day(monday + ((match.number("w") or 1) - 1) * DAY).infer(*context.marks("reference"))


def weekday_in(match: Match, context: Context) -> Period | None:
    """A weekday one or two weeks on: lundi en huit, en quinze."""
    base, days = context.reference, match.number("n")
    if base is None or days not in (8, 15):
        return None
    date = next_weekday(base, match.number("w") or 1) + days // 7 * 7 * DAY
    return periods.day(date).infer(*context.marks("reference"))


def day_number(match: Match, context: Context) -> Period | None:
    """A day of the month alone: le 16, du 13 au 18."""
    base, last = context.reference, match.number("d2") or match.number("d") or 0
    if base is None:
        return periods.unplaced("D", "month")
    look = context.look(match)
    end = min(_same_day_of_months(base, (-1, 0, 1), last), key=lambda date: distance(date, base, look))
    if not match.has("d2"):
        return periods.day(end).infer(*context.marks("month", "year"))
    begin = end.replace(day=match.number("d") or 1)
    return periods.days(begin, end).infer(*context.marks("month", "year")) if begin < end else None


def days_of_near_month(match: Match, context: Context) -> Period | None:
    """Days of this, the last or the next month: du 4 au 22 de ce mois, le 15 du mois prochain."""
    base, direction = context.reference, match.part("r")
    if base is None:
        return periods.unplaced("D")
    year, month = periods.add_months(base.year, base.month, int(direction.value) if direction else 0)
    first, last = match.value("n") or (match.number("d") or 0, match.number("d2") or match.number("d") or 0)
    begin, end = periods.valid_day(year, month, first), periods.valid_day(year, month, last)
    if begin is None or end is None:
        return None
    period = periods.day(begin) if begin == end else periods.days(begin, end)
    return period.infer(*context.marks("reference"))


def night(match: Match, context: Context) -> Period | None:
    """A night between two days, dated by the first: la nuit de lundi à mardi, du 3 au 4 mai."""
    evaluate = calendar_values.calendar_days if match.has("d") else weekday
    found = evaluate(match, context)
    if found is None or found.first is None:
        return found
    part = periods.part(found.first, match.value("p"))
    return part.state() if found.stated else part.infer(*found.inferred)
