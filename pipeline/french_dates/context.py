"""What a phrase is resolved against: the reference day, the text's other dates, its tense."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left, insort
from dataclasses import dataclass, field
from typing import Literal

from pipeline.french_dates import periods, tense
from pipeline.french_dates.lexer import Lexed, Token
from pipeline.french_dates.numbers import century_of
from pipeline.french_dates.periods import Period
from pipeline.french_dates.rules import Match

Source = Literal["published", "dateline", "context"]
# A tense that points the other way counts as this many days of distance.
_AGAINST_TENSE = 165
_WEEKDAY_YEARS = 6
_GRAINS = frozenset({"day", "part", "clock"})
_LONGER = frozenset({"month", "season", "quarter", "half", "year"})
# How many phrases back a text may refer.
_MEMORY = 20
_WEEK = 7
_NEARBY = dt.timedelta(days=10)


@dataclass(slots=True)
class Context:
    """Everything outside a phrase that its value depends on.

    `reference` is the day of publication or its substitute, `source` says which; `anchors` are the full dates
    (days and months) of the text by offset, `years` its years; `said` are the periods resolved so far, by
    offset; `weekdays` are the days that the text gives with weekday and date; `near` replaces the reference at
    the beginning of a range.
    """

    lexed: Lexed
    reference: dt.date | None = None
    source: Source = "published"
    anchors: list[tuple[int, dt.date]] = field(default_factory=list)
    years: list[tuple[int, dt.date]] = field(default_factory=list)
    said: list[tuple[int, Period]] = field(default_factory=list)
    near: dt.date | None = None
    weekdays: dict[int, dt.date] = field(default_factory=dict)

    def marks(self, *parts: str) -> tuple[str, ...]:
        """The entries of `inferred` for a value that rests on the reference."""
        return parts if self.source == "published" else (*parts, self.source)

    def base(self, position: int, *, weekday: bool = False) -> dt.date | None:
        """What a year-less date lies near: the end of its range, the reference, or the nearest full date."""
        if self.near or (self.reference and self.source != "context"):
            return self.near or self.reference
        anchors = self.anchors or (self.years if weekday else [])
        if not anchors:
            return self.reference
        before = bisect_left(anchors, (position, dt.date.min))
        return anchors[max(before - 1, 0)][1]

    def look(self, match: Match) -> tense.Tense | None:
        """Whether a phrase lies ahead or behind.

        `depuis` looks back, `jusqu'à` ahead; else the verb decides, and without one `à partir de` and `dès` look
        ahead.
        """
        led = self.lexed.tokens[max(0, match.first - 2) : match.first]
        if any(token.kind in ("UNTIL", "BEFORE") for token in led):
            return "future"
        since = next((token for token in led if token.kind == "SINCE"), None)
        if since is not None:
            ahead = self.lexed.folded.startswith(("a ", "des"), since.start)
            return (tense.around(self.lexed, match.start, match.end) or "future") if ahead else "past"
        return tense.around(self.lexed, match.start, match.end)

    def date(self, month: int, day: int, weekday: int | None, match: Match) -> dt.date | None:
        """The year-less day nearest to the base; a weekday and the tense help to choose the year."""
        base = self.base(match.start, weekday=weekday is not None)
        if base is None:
            return None
        reach = _WEEKDAY_YEARS if weekday and self.source != "published" else 1
        found = [
            date
            for year in range(base.year - reach, base.year + reach + 1)
            if (date := periods.valid_day(year, month, day)) is not None
        ]
        if month == 2 and day == 29 and not found:  # noqa: PLR2004 (leap day)
            return None
        matching = [date for date in found if date.isoweekday() == weekday]
        if not matching and weekday:
            found = [date for date in found if abs(date.year - base.year) <= 1]
        look = None if self.near else self.look(match)
        return min(matching or found, key=lambda date: distance(date, base, look), default=None)

    def last_said(self, position: int, unit: str = "D") -> dt.date | None:
        """The last day (for longer units, the last month, year …) spoken of before `position`."""
        grains = _GRAINS if unit in ("D", "W") else _GRAINS | _LONGER
        before = bisect_left(self.said, position, key=lambda item: item[0])
        near = self.said[max(0, before - _MEMORY) : before]
        return next((period.first for _, period in reversed(near) if period.grain in grains), None)

    def bracketed_year(self, first: int) -> int | None:
        """The year before the bracket that lexeme `first` stands in: `en 97 (en janvier …)`."""
        depth = 0
        for at in range(first - 1, max(0, first - _MEMORY), -1):
            kind = self.lexed.tokens[at].kind
            depth += (kind == "OPEN") - (kind == "CLOSE")
            if depth > 0:
                return _stated(self.lexed.tokens[at - 1])
        return None

    def days_said(self, position: int) -> list[dt.date]:
        """The days spoken of before `position`, the last one first."""
        before = bisect_left(self.said, position, key=lambda item: item[0])
        near = self.said[max(0, before - _MEMORY) : before]
        return [period.first for _, period in reversed(near) if period.first and period.grain in _GRAINS]

    def within_said(self, position: int, weekday: int) -> dt.date | None:
        """The one `weekday` of the days last spoken of together: “du 2 au 4 octobre … jeudi”."""
        before = bisect_left(self.said, position, key=lambda item: item[0])
        spans = (p for _, p in reversed(self.said[max(0, before - _MEMORY) : before]) if p.grain == "span")
        first, last = next(((p.first, p.last) for p in spans if p.first and p.last), (None, None))
        if first is None or last is None or (last - first).days >= _WEEK:
            return None
        days = (first + count * periods.DAY for count in range((last - first).days + 1))
        return next((date for date in days if date.isoweekday() == weekday), None)

    def same_weekday(self, weekday: int) -> dt.date | None:
        """A day near the reference that the text elsewhere gives with its weekday and date."""
        if self.reference is None:
            return None
        date = self.weekdays.get(weekday)
        return date if date and abs(date - self.reference) <= _NEARBY else None

    def remember(self, position: int, period: Period) -> None:
        """Keeps a resolved period for those that refer to it."""
        if period.first:
            insort(self.said, (position, period), key=lambda item: item[0])


def _stated(token: Token) -> int | None:
    """The year that a lexeme names."""
    if token.kind == "TWO_DIGITS_YEAR":
        return century_of(int(token.value))
    return int(token.value) if token.kind == "YEAR" else None


def distance(date: dt.date, base: dt.date, look: tense.Tense | None) -> int:
    """How far `date` is from `base`, in days; farther if the tense points the other way."""
    days = (date - base).days
    against = (look == "past" and days > 0) or (look == "future" and days < 0)
    return abs(days) + _AGAINST_TENSE * against


def next_weekday(base: dt.date, weekday: int, *, strictly: bool = False) -> dt.date:
    """The first such weekday (1 is Monday) on or after `base`."""
    ahead = (weekday - base.isoweekday()) % 7
    return base + (ahead or 7 * strictly) * periods.DAY


def last_weekday(base: dt.date, weekday: int, *, strictly: bool = False) -> dt.date:
    """The last such weekday (1 is Monday) on or before `base`."""
    back = (base.isoweekday() - weekday) % 7
    return base - (back or 7 * strictly) * periods.DAY
