"""The dates that an event's sentences give, joined to the one interval of the event."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from spacy.tokens import Span

_MONTH = 31
_YEAR = re.compile(r"\d{4}")
_COARSE = re.compile(r"\d{4}(?:-(?:\d\d|[A-Z]\w))?")
_YEARS = re.compile(r"(?:\.\./)?\d{2,4}(?:/\.\.)?")
_JOINED = re.compile(r"\s*(?:,|,?\s*(?:et|puis|ainsi que))\s*(?:le |les |du |ce |au )?\s*")


@dataclass(frozen=True, slots=True)
class When:
    """A date mention of an event, and whether it is only the first or the last day; `end` if more days follow."""

    mention: Span
    value: dict[str, Any]
    side: str
    end: int | None = None


def day(value: str | None) -> dt.date | None:
    """An ISO day as a date, None for None."""
    return dt.date.fromisoformat(value[:10]) if value else None


def joined(whens: Iterable[When], *, lasting: bool) -> dict[str, Any] | None:
    """One date for an event: a whole date as it is, a first and a last day joined to an interval.

    The other end of an event that is `lasting` stays open if only its first or its last day is told.
    """
    listed = list(whens)
    # Beside a day or a month, a year is that of an edition: “la session de l'année 2018 a été close hier”.
    chosen = _chained(
        [w for w in listed if w.side != "whole" or not _YEAR.fullmatch(w.value["timex"])] or listed
    )
    whole = next((w for w in chosen if w.side == "whole"), None)
    if whole and chosen[0].side == "begins" and _single_day(whole):
        # What is told first is the opening; a single day that comes later is that of something else.
        whole = None
    first = next((w for w in chosen if w.side == "begins"), None) or _single_day(whole)
    last = next((w for w in chosen if w.side == "ends"), None) if lasting or not whole else None
    if first and last and (last.value["to"] or "") > (first.value["from"] or "9"):
        timex = f"{first.value['from']}/{last.value['to']}"
        return {**_dated_value(first), "timex": timex, "to": last.value["to"]}
    if whole:
        return _dated_value(max((w for w in chosen if _contains(w, whole)), key=_length, default=whole))
    pick = first or last
    if pick is None:
        return None
    return _open(pick) if lasting else _dated_value(pick)


def _chained(whens: list[When]) -> list[When]:
    """Days that “et” or a comma joins as one interval: “mardi et mercredi”, “lundi 3, mardi 4 et jeudi 6 mai”."""
    chained: list[When] = []
    for when in whens:
        before = chained[-1] if chained else None
        if before and before.side == when.side == "whole" and _follows(before, when):
            timex = f"{before.value['from']}/{when.value['to']}"
            value = {**before.value, "timex": timex, "to": when.value["to"]}
            chained[-1] = When(before.mention, value, "whole", when.mention.end_char)
        else:
            chained.append(when)
    return chained


def _follows(before: When, when: When) -> bool:
    """Whether a day or month stands right behind an earlier one, joined to it."""
    end = before.end or before.mention.end_char
    between = when.mention.doc.text[end : when.mention.start_char] if when.mention.start_char > end else "-"
    later = (before.value["to"] or "9") < (when.value["from"] or "")
    return later and _JOINED.fullmatch(between) is not None


def _single_day(when: When | None) -> When | None:
    """`when` if it is one day, which may be the first of several."""
    return when if when and when.value["from"] == when.value["to"] else None


def close(one: When, other: When) -> bool:
    """Whether a first and a last day can be those of one event: not much more than a month apart."""
    days = [day(w.value["from"] or w.value["to"]) for w in (one, other)]
    return bool(days[0] and days[1] and abs((days[0] - days[1]).days) <= 2 * _MONTH)


def coarse(value: dict[str, Any]) -> bool:
    """Whether a date names a month, a season or a year, both of whose ends are known, and no day."""
    return bool(value["from"] and value["to"]) and _COARSE.fullmatch(value["timex"]) is not None


def within(when: When, value: dict[str, Any]) -> bool:
    """Whether a mention names days that lie in the month, season or year `value`."""
    days = when.side == "whole" and not coarse(when.value)
    return days and value["from"] <= when.value["from"] and when.value["to"] <= value["to"]


def a_year(when: When) -> bool:
    """Whether a mention names a year, decade or century, open or not, and nothing within it."""
    return _YEARS.fullmatch(when.value["timex"]) is not None


def several_days(when: When) -> bool:
    """Whether a mention names both the first and the last of several days."""
    return "/" in when.value["timex"] and bool(when.value["from"] and when.value["to"])


def spanned(whens: list[When]) -> dict[str, Any] | None:
    """One date for a session that is given several times: from the first day to the last."""
    if not whens:
        return None
    first, last = whens[0], max(whens, key=lambda w: w.value["to"] or "")
    if first is last or not last.value["to"]:
        return _dated_value(first)
    timex = f"{first.value['from']}/{last.value['to']}"
    return {**_dated_value(first), "timex": timex, "to": last.value["to"]}


def _contains(wide: When, narrow: When) -> bool:
    """Whether an interval of days holds the day or the interval of another mention."""
    a, b = wide.value, narrow.value
    days = (
        wide.side == "whole"
        and bool(a["from"] and a["to"] and b["from"] and b["to"])
        and "/" in (a["timex"] or "")
    )
    return wide is narrow or (
        days and a["from"] <= b["from"] and b["to"] <= a["to"] and _length(wide) <= _MONTH
    )


def _length(when: When) -> int:
    """Days from the first to the last day."""
    if not when.value["to"]:
        return 0
    return (dt.date.fromisoformat(when.value["to"]) - dt.date.fromisoformat(when.value["from"])).days


def _open(when: When) -> dict[str, Any]:
    """A first day alone leaves the last one open, and a last day the first."""
    value = _dated_value(when)
    return {**value, "to": None} if when.side == "begins" else {**value, "from": None}


def _dated_value(when: When) -> dict[str, Any]:
    mention = when.mention
    return {**when.value, "text": mention.text, "start": mention.start_char, "end": mention.end_char}
