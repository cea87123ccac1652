"""Phrase → value, for lengths of time, clock times, and what recurs."""

from __future__ import annotations

from pipeline.french_dates import periods
from pipeline.french_dates.context import Context
from pipeline.french_dates.periods import Period
from pipeline.french_dates.rules import Match

_YEARS = {"X": 10, "C": 100}
_MIDNIGHT = 24
_HOUR = 60
_NOON = 12
_SEVEN = 7
_SECOND_HALF = ("AF", "EV")


def duration(match: Match, context: Context) -> Period | None:
    """A length of time: trois jours, une quinzaine de jours, plusieurs mois, un demi-siècle."""
    del context
    unit = match.value("u")
    if match.has("q"):
        return periods.duration(_timex("X", unit))
    count = float(match.value("n") or 1)
    if match.has("z"):
        value = match.value("z")
        count = 15 if value == "F" else int(value)
    if match.has("x"):
        count = 0.5
    if match.has("p"):
        count += 0.5
    return periods.duration(_timex(count, unit))


def _timex(count: float | str, unit: str) -> str:
    """`P3D`, `PT72H`, `P50Y`, `PXD`."""
    if unit in ("Q", "H", "F", "WE") and not isinstance(count, str):
        count, unit = {
            "Q": (count * 3, "M"),
            "H": (count * 6, "M"),
            "F": (count * 15, "D"),
            "WE": (count, "WE"),
        }[unit]
    if unit in _YEARS:
        count, unit = (count if isinstance(count, str) else count * _YEARS[unit]), "Y"
    text = count if isinstance(count, str) else f"{count:g}"
    return f"P{unit[0]}{text}{unit[1]}" if unit.startswith("T") else f"P{text}{unit}"


def term(match: Match, context: Context) -> Period | None:
    """A term of office: quinquennat."""
    del context
    return periods.duration(match.value("t"))


def vague_duration(match: Match, context: Context) -> Period | None:
    """An unmeasured length of time: ces derniers jours."""
    del context
    return periods.duration(_timex("X", match.value("u")))


def recurring(match: Match, context: Context) -> Period | None:
    """What recurs: chaque année, tous les deux ans, deux fois par an."""
    del context
    if match.has("p"):
        return periods.repeated(f"XXXX-XX-XXT{match.value('p')}")
    return periods.repeated(_timex(float(match.value("n") or 1), match.value("u") or "M"))


def recurring_weekday(match: Match, context: Context) -> Period | None:
    """A weekday that recurs: chaque lundi, tous les jeudis."""
    del context
    return periods.repeated(f"XXXX-WXX-{match.number('w')}")


def recurring_adjective(match: Match, context: Context) -> Period | None:
    """hebdomadaire, annuel."""
    del context
    return periods.repeated(match.value("f"))


def clock(match: Match, context: Context) -> Period | None:
    """A clock time: 15h30, 9 heures, midi; its day comes from the date beside it."""
    del context
    if match.has("c"):
        hour, minute = match.value("c")
        minute = match.number("m") if minute is None else minute
    else:
        hour, minute = _hour(match), match.number("m")
        if minute is not None and match.has("s"):
            minute = -minute
        if hour == _MIDNIGHT and minute:
            hour = 0
        if minute is not None and minute < 0:
            hour, minute = hour - 1, minute + _HOUR
    if match.has("i") and hour < _NOON and match.value("i") in _SECOND_HALF:
        hour += _NOON
    return periods.clock(None, hour, minute) if 0 <= hour <= _MIDNIGHT and (minute or 0) < _HOUR else None


def _hour(match: Match) -> int:
    """The hour; `sept`, which is a short September elsewhere, is seven."""
    part = match.part("h")
    return _SEVEN if part is not None and part.kind == "SEPT" else match.number("h") or 0


def recurring_day(match: Match, context: Context) -> Period | None:
    """A day of every year: chaque 15 avril, chaque 15/04."""
    del context
    day, month = match.value("n") or (match.number("d") or 1, match.number("m") or 1)
    return periods.repeated(f"XXXX-{month:02d}-{day:02d}")
