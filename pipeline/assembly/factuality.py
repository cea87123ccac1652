"""Whether an event was held, is going on, is planned, only wished, or did not happen."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Any

from pipeline.assembly.facts import rules
from pipeline.assembly.passages import Passage
from pipeline.records import Factuality

# Days, not months or seasons: where they enclose the day of publication, “a organisé” is no past.
_EXACT = re.compile(r"\d{4}-\d\d-\d\d")
_MONTH = re.compile(r"\d{4}-\d\d")
_DAYS = re.compile(r"P(\d+)([DWM])$")
_IN_DAYS = {"D": 1, "W": 7, "M": 30}


@dataclass(frozen=True)
class Wording:
    """How an event is told: the folded sentences that announce it, the first ones counting most.

    `verb` is the folded wording that announces an event of a day; its tense goes before the wording of the rest.
    `likely` is what the event is where neither its days nor its sentences say it.
    """

    texts: tuple[str, ...]
    verb: str = ""
    likely: Factuality = "held"


def factuality(
    told: Wording, date: dict[str, Any] | None, length: str | None, published: str | None
) -> Factuality:
    """Whether an event was held, is going on, is planned, only wished, or did not happen.

    A date that lies wholly before or after the day of publication decides where the wording does not deny or wish.
    """
    seen = [_wording(text) for text in told.texts]
    if any("negated" in cues for cues in seen[:2]):
        return "negated"
    first: set[str] = seen[0] if seen else set()
    told_over = _tense(told.verb) == "held"
    by_date = _by_date(date, length, published)
    # What a meeting of the past has recommended is not the meeting.
    told_over = told_over or bool(told.verb and by_date == "held")
    if "hypothetical" in first and not told_over and not first & {"held", "ongoing"}:
        return "hypothetical"
    if by_date == "until":
        by_date = "planned" if "planned" in first else "ongoing"
    if by_date in {"planned", "held"}:
        return "planned" if by_date == "planned" else "held"
    return _tense(told.verb) or _near(told, seen, date, by_date, now=bool(published and not date))


def _near(
    told: Wording, seen: list[set[str]], date: dict[str, Any] | None, by_date: str | None, *, now: bool
) -> Factuality:
    """What an event is that its days put neither before nor after the publication."""
    closed = any(rules().closes.search(text) for text in told.texts)
    held = bool(seen) and "held" in seen[0]
    if by_date == "last day":
        return "held" if held or closed else "ongoing"
    if by_date == "ongoing":
        exact = date is not None and _EXACT.search(date.get("timex") or "") is not None
        return "held" if held and (closed or not exact) else "ongoing"
    return _by_wording(seen, told.likely, now=now)


def _tense(verb: str) -> Factuality | None:
    """What the tense of the announcing verb says: “a reçu” is over, “recevra” is to come."""
    if rules().tense["held"].match(verb):
        return "held"
    return "planned" if rules().tense["planned"].match(verb) else None


def _by_wording(seen: list[set[str]], likely: Factuality, *, now: bool) -> Factuality:
    """What the wording of the sentences says, else what is `likely`; `now` if nothing dates the event."""
    told = next((cues for cues in seen if "held" in cues), None)
    wording = told or next((cues for cues in seen if cues), set())
    if "held" in wording and "ongoing" not in wording:
        return "held"
    if "ongoing" in wording and "planned" not in wording:
        return "ongoing" if now or "held" not in wording else "held"
    return "planned" if "planned" in wording else likely


def _wording(text: str) -> set[str]:
    passage = Passage(text)
    return {name for name, pattern in rules().factuality.items() if passage.holds(pattern)}


def _by_date(date: dict[str, Any] | None, length: str | None, published: str | None) -> str | None:
    """What the days alone say; “last day” or “until” where the wording has to tell more, None if they are no help."""
    if not date or not published:
        return None
    first, last = date["from"], date["to"]
    if last == published and first != published:
        return "last day"
    if not first:
        return "held" if last and last < published else "until"
    if first > published:
        return "planned"
    end = _last_day(date, length)
    if end is None or end == published:
        return None
    return "held" if end < published else "ongoing"


def _last_day(date: dict[str, Any], length: str | None) -> str | None:
    match = _DAYS.match(length or "")
    known = _MONTH if match and match[2] == "M" else _EXACT
    if match and date["to"] in {date["from"], None} and known.search(date.get("timex") or ""):
        days = int(match[1]) * _IN_DAYS[match[2]]
        return (dt.date.fromisoformat(date["from"]) + dt.timedelta(days=days - 1)).isoformat()
    return str(date["to"]) if date["to"] else None
