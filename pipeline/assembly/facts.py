"""When and how long: the facts that every event type shares, and the tables of all facts."""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from spacy.tokens import Span

from pipeline import resources
from pipeline.assembly.patterns import compile_pattern
from pipeline.assembly.view import Sentence, View, verb_form

# How far before a date its words of report or deadline stand.
_BEFORE = 50
# A dateline stands within so many characters of the start of its sentence.
_DATELINE = 45
_MONTH = 31
# Title, byline and dateline are among so many first lines.
_TOP = 6
_LINE = 80
# What may stand between the words for a first or last day and the day: “à l'ouverture des travaux, le | lundi 18 mars”.
_CLAUSE_END = re.compile(r"\s*,?\s*(?:le|ce|la|les|au|à|en|dès|du)?\s*$")
_DIGITS = re.compile(r"\d+")
_JOINED = re.compile(r"\s*(?:,|,?\s*(?:et|puis|ainsi que))\s*(?:le |les |du |ce |au )?\s*")
_CLOCK = re.compile(r"\b\d{1,2} ?[h:] ?\d{2}\b")
_AFTER_DATELINE = re.compile(r"[,.]? ?(?:\([^)]{1,30}\)|[-–—] )")
_BYLINE = re.compile(
    r"publiée? |mis(?:e)? (?:à jour|en ligne)|posté|^par [^.]{3,30}[-–—|,]|^date |modifiée? le|[|•] ?$"
)


@dataclass(frozen=True)
class FactRules:
    """The tables of `models/cues/facts.toml`, compiled."""

    venues: re.Pattern[str]
    halls: re.Pattern[str]
    venue_ends: re.Pattern[str]
    regions: re.Pattern[str]
    at: re.Pattern[str]
    visited: re.Pattern[str]
    elsewhere: re.Pattern[str]
    hosts: re.Pattern[str]
    begins: re.Pattern[str]
    ends: re.Pattern[str]
    lasts_before: re.Pattern[str]
    lasts_after: re.Pattern[str]
    lasts_years: re.Pattern[str]
    no_duration: re.Pattern[str]
    pointers: re.Pattern[str]
    earlier: re.Pattern[str]
    again: re.Pattern[str]
    reported: re.Pattern[str]
    deadline: re.Pattern[str]
    deadline_after: re.Pattern[str]
    margin: re.Pattern[str]
    margin_first: re.Pattern[str]
    closing: re.Pattern[str]
    factuality: dict[str, re.Pattern[str]]


@cache
def rules() -> FactRules:
    """The compiled tables."""
    data = tomllib.loads((resources.models() / "cues" / "facts.toml").read_text(encoding="utf-8"))
    compiled = {key: compile_pattern(value) for key, value in data.items() if isinstance(value, str)}
    for key in ("lasts_before", "lasts_years", "no_duration"):
        compiled[key] = re.compile(rf"(?:{compiled[key].pattern}) ?$")
    return FactRules(factuality={k: compile_pattern(v) for k, v in data["factuality"].items()}, **compiled)


@dataclass(frozen=True, slots=True)
class When:
    """A date mention of an event, and whether it is only the first or the last day; `end` if more days follow."""

    mention: Span
    value: dict[str, Any]
    side: str
    end: int | None = None


def dates(view: View, sentence: Sentence) -> list[When]:
    """The calendar dates of `sentence`, in text order, without the dateline."""
    return [
        When(mention, mention._.date, _side(view, sentence, mention))
        for mention in _dated(view, sentence)
        if mention._.date["type"] in {"DATE", "TIME"}
        and (mention._.date["from"] or mention._.date["to"])
        and not _dateline(view, sentence, mention)
        and not _of_text(view, sentence, mention)
    ]


def _of_text(view: View, sentence: Sentence, mention: Span) -> bool:
    """Whether a date is that of a report (“a-t-on appris mercredi”) or a deadline (“jusqu'au 2 mai pour postuler”)."""
    before = view.folded[max(sentence.start_char, mention.start_char - _BEFORE) : mention.start_char]
    told = before.rstrip(" ,").removesuffix(" ce").removesuffix(" le")
    if any(match.end() == len(told) for match in rules().reported.finditer(told)):
        return True
    clause = before[max(before.rfind(","), before.rfind(";")) + 1 :]
    ahead = rules().deadline_after.match(view.folded, mention.end_char)
    return ahead is not None or rules().deadline.search(clause) is not None


def _dateline(view: View, sentence: Sentence, mention: Span) -> bool:
    """Whether a date only says when the text was written: “Lomé, 8 mars (ABP) –”, “publié le …”, “Par X - 8 mars”."""
    if _publication_line(view, sentence, mention):
        return True
    before = view.folded[sentence.start_char : mention.start_char]
    after = view.folded[mention.end_char : mention.end_char + 20]
    opens = mention.start_char - sentence.start_char <= _DATELINE
    return bool(opens and _AFTER_DATELINE.match(after)) or bool(opens and _BYLINE.search(before))


def _publication_line(view: View, sentence: Sentence, mention: Span) -> bool:
    """Whether `sentence` is a line above the text that tells no more than when, and by whom, it was published."""
    if not _above_text(view, sentence):
        return False
    value, published = mention._.date, view.published
    signed = any(
        m.label_ == "PER" for i in range(sentence.start, sentence.end) if (m := view.mention_at.get(i))
    )
    timed = _CLOCK.search(view.folded, sentence.start_char, sentence.end_char) is not None
    alone = mention.end_char - mention.start_char >= (sentence.end_char - sentence.start_char) * 2 // 3
    short = (
        view.whole[sentence.end_char - 1] not in ".!?…" and sentence.end_char - sentence.start_char < _LINE
    )
    return signed or timed or (short and value["from"] == published) or (alone and published is None)


def _above_text(view: View, sentence: Sentence) -> bool:
    """Whether `sentence` stands without a verb on a line of its own, before the first full sentence."""
    if sentence.index > _TOP or not view.begins_line(sentence):
        return False
    return not any(
        "Fin" in verb_form(token)
        for other in view.sentences[: sentence.index + 1]
        if not other.heading
        for token in view.doc[other.start : other.end]
    )


def day(value: str | None) -> dt.date | None:
    """An ISO day as a date, None for None."""
    return dt.date.fromisoformat(value[:10]) if value else None


def duration(view: View, sentence: Sentence, *, told: bool) -> str | None:
    """The first duration of the event that `sentence` states, as an ISO 8601 duration.

    In a sentence that announces the event (`told`) any duration counts that is no age and no time past; elsewhere
    only one that says that something lasts so long.
    """
    for mention in _dated(view, sentence):
        value = mention._.date
        if value["type"] != "DURATION" or not value["timex"] or "X" in value["timex"]:
            continue
        before = view.folded[max(sentence.start_char, mention.start_char - 30) : mention.start_char]
        after = view.folded[mention.end_char : mention.end_char + 30]
        years = str(value["timex"]).endswith("Y")
        lasts = rules().lasts_before.search(before) or rules().lasts_after.match(after)
        if years and not rules().lasts_years.search(before):
            continue
        if not rules().no_duration.search(before) and (lasts or told):
            return _in_days(str(value["timex"]))
    return None


def _in_days(length: str) -> str:
    """“48 heures” of training are two days."""
    match = re.fullmatch(r"PT(\d+)H", length)
    return f"P{int(match[1]) // 24}D" if match and int(match[1]) % 24 == 0 else length


def _dated(view: View, sentence: Sentence) -> Iterator[Span]:
    seen = set()
    for i in range(sentence.start, sentence.end):
        mention = view.mention_at.get(i)
        if mention is not None and mention.label_ == "DATE" and mention.start not in seen and mention._.date:
            seen.add(mention.start)
            yield mention


def _side(view: View, sentence: Sentence, mention: Span) -> str:
    """Whether a date is only the first day or only the last: by its own value, or by the words before it."""
    value = mention._.date
    if not (value["from"] and value["to"]):
        return "begins" if value["from"] else "ends"
    before = view.folded[max(sentence.start_char, mention.start_char - 45) : mention.start_char]
    before = _CLAUSE_END.sub("", before)
    before = before[
        max(before.rfind(","), before.rfind(" et "), *(m.end() for m in _DIGITS.finditer(before)), 0) :
    ]
    last = {
        name: max((m.end() for m in pattern.finditer(before)), default=-1)
        for name, pattern in (("begins", rules().begins), ("ends", rules().ends))
    }
    if max(last.values()) < 0:
        return "whole"
    return "begins" if last["begins"] > last["ends"] else "ends"


def joined(whens: Iterable[When], *, lasting: bool) -> dict[str, Any] | None:
    """One date for an event: a whole date as it is, a first and a last day joined to an interval.

    The other end of an event that is `lasting` stays open if only its first or its last day is told.
    """
    chosen = _chained(list(whens))
    whole = next((w for w in chosen if w.side == "whole"), None)
    first = next((w for w in chosen if w.side == "begins"), None) or _single_day(whole)
    last = next((w for w in chosen if w.side == "ends"), None)
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
