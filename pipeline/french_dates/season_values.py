"""Phrase → value, for seasons: été 2020, cet été, hiver dernier."""

from __future__ import annotations

import datetime as dt

from pipeline.french_dates import periods
from pipeline.french_dates.calendar_values import stated_year
from pipeline.french_dates.context import Context
from pipeline.french_dates.periods import Period
from pipeline.french_dates.rules import Match

_ARTICLES = ("LE", "LA", "L", "AU", "DU", "THIS", "EDGE", "SINCE", "UNTIL", "BREAK")


def season(match: Match, context: Context) -> Period | None:
    """A season: été 2020, hiver 2018-2019, cet été, hiver dernier."""
    code, year = match.value("s"), stated_year(match)
    if match.has("ys"):
        year = match.value("ys")[0]
    if year is not None:
        return periods.season(year, code).state()
    base = context.base(match.start)
    if base is None and (match.has("r") or match.has("t")):
        return periods.unplaced("S", "year")
    if base is None:
        return periods.unknown(f"XXXX-{code}", "season").infer("year")
    if _any(match, context):
        return periods.unknown(f"XXXX-{code}", "season")
    return _near(code, base, match, context).infer(*context.marks("year"))


def _any(match: Match, context: Context) -> bool:
    """`en été`, `les mois d'été`, `été comme hiver`: without an article any summer is meant."""
    if match.preceded_by("LIKE") or match.followed_by("LIKE"):
        return True
    bound = match.preceded_by(*_ARTICLES) or match.has("r") or match.has("t")
    return not bound and context.look(match) != "future"


def _near(code: str, base: dt.date, match: Match, context: Context) -> Period:
    """The season before (`dernier`), after (`prochain`), or nearest to the base."""
    found = [periods.season(year, code) for year in range(base.year - 2, base.year + 3)]
    direction = match.part("r")
    if direction is not None and direction.kind in ("LAST", "GONE"):
        return max((s for s in found if s.last and s.last < base), key=lambda s: s.timex)
    if direction is not None:
        return min((s for s in found if s.first and s.first > base), key=lambda s: s.timex)
    # “au printemps, à l'automne” with a verb that looks ahead: the next one.
    ahead = match.preceded_by("AU", "A", "L") and context.look(match) == "future"
    coming = [s for s in found if s.last and s.last >= base] if ahead else found
    return min(coming, key=lambda s: _away(s, base))


def _away(period: Period, base: dt.date) -> int:
    if period.first is None or period.last is None:
        return 0
    return max((period.first - base).days, (base - period.last).days, 0)
