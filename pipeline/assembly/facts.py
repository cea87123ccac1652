"""When, where, how long, and whether at all: the facts that every event type shares."""

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
from pipeline.assembly.phrases import skip_determiners
from pipeline.assembly.slots import Slot
from pipeline.assembly.view import Sentence, View, lower
from pipeline.countries import countries_of
from pipeline.records import Factuality

_BEFORE = 28
# A dateline stands within so many characters of the start of its sentence.
_DATELINE = 45
_MONTH = 31
_AFTER_DATELINE = re.compile(r"[,.]? ?(?:\([^)]{1,30}\)|[-–—] )")
_BYLINE = re.compile(
    r"publiée? |mis(?:e)? (?:à jour|en ligne)|posté|^par [^.]{3,30}[-–—|,]|^date |modifiée? le|[|•] ?$"
)
_DAYS = re.compile(r"P(\d+)([DW])$")


@dataclass(frozen=True)
class FactRules:
    """The tables of `models/cues/facts.toml`, compiled."""

    venues: re.Pattern[str]
    at: re.Pattern[str]
    elsewhere: re.Pattern[str]
    hosts: re.Pattern[str]
    begins: re.Pattern[str]
    ends: re.Pattern[str]
    lasts_before: re.Pattern[str]
    lasts_after: re.Pattern[str]
    no_duration: re.Pattern[str]
    factuality: dict[str, re.Pattern[str]]


@cache
def rules() -> FactRules:
    """The compiled tables."""
    data = tomllib.loads((resources.models() / "cues" / "facts.toml").read_text(encoding="utf-8"))
    compiled = {key: compile_pattern(value) for key, value in data.items() if isinstance(value, str)}
    for key in ("lasts_before", "no_duration"):
        compiled[key] = re.compile(rf"(?:{compiled[key].pattern}) ?$")
    return FactRules(factuality={k: compile_pattern(v) for k, v in data["factuality"].items()}, **compiled)


# ------------------------------------------------------------------ place


def places(view: View, sentence: Sentence) -> list[Slot]:
    """The places where `sentence` says that something happens: venue, then town."""
    found: list[Slot] = []
    host = rules().hosts.search(view.folded, sentence.start_char, sentence.end_char)
    if host:
        found += _host(view, sentence, host)
    for i in range(sentence.start, sentence.end):
        if not rules().at.fullmatch(lower(view.doc[i])) or view.doc[i].pos_ in {"VERB", "AUX"}:
            continue
        if _elsewhere(view, sentence, i):
            continue
        found += [slot for slot in _place_at(view, i + 1, sentence.end) if slot not in found]
    return found


def _place_at(view: View, i: int, limit: int) -> Iterator[Slot]:
    """The venue and the town after “à”, “dans” … at token `i`."""
    head = skip_determiners(view, i, limit)
    if head >= limit:
        return
    mention = view.mention_at.get(head)
    if mention is not None and mention.label_ in {"TOPIC", "DATE"}:
        return
    if mention is not None and mention.start == head and mention.label_ == "LOC":
        yield from _split(view, mention)
        yield from _town_after(view, mention.end, limit)
        return
    if rules().venues.fullmatch(lower(view.doc[head])):
        end = _venue_end(view, head, limit)
        inner = _inner_venue(view, head, end)
        yield Slot(inner, end, _label(view, inner, end), "place.venue")
        yield from _town_after(view, end, limit)
    elif mention is None and view.doc[head].text[0].isupper():
        end = _capitalised(view, head, limit)
        if lower(view.doc[i - 1]) == "à" or countries_of(view.text(head, end)):
            yield Slot(head, end, None, "place.name")


def _capitalised(view: View, start: int, limit: int) -> int:
    """The end of the run of capitalised words at `start`, hyphenated ones whole."""
    i = start + 1
    while i < limit and view.mention_at.get(i) is None:
        glued = not view.doc[i - 1].whitespace_ and view.doc[i].text in {"-", "'", "’"}
        if not (glued or view.doc[i - 1].text in {"-", "'", "’"} or view.doc[i].text[0].isupper()):
            break
        i += 1
    return i


def _split(view: View, mention: Span) -> Iterator[Slot]:
    """A place mention, or the venue and the town of one that holds both: “hôtel Splendide | de Lomé”."""
    venue = rules().venues.fullmatch(lower(view.doc[mention.start]))
    for k in range(mention.end - 2, mention.start + 1, -1) if venue else ():
        if lower(view.doc[k]) in {"de", "d'", "à"} and view.doc[k + 1].text[0].isupper():
            yield Slot(mention.start, k, None, "place.venue")
            yield Slot(k + 1, mention.end, "LOC", "place.town")
            return
    yield Slot(mention.start, mention.end, "LOC", "place.location")


def _venue_end(view: View, head: int, limit: int) -> int:
    """The end of a venue's name: it stops before the town that it stands in."""
    i = head + 1
    while i < limit:
        token = view.doc[i]
        mention = view.mention_at.get(i)
        if mention is not None and mention.label_ == "DATE":
            break
        if lower(token) in {"de", "d'", "du", "des"} and i + 1 < limit:
            nxt = view.mention_at.get(skip_determiners(view, i + 1, limit))
            if (
                nxt is not None
                and nxt.label_ == "LOC"
                and not rules().venues.fullmatch(lower(view.doc[nxt.start]))
            ):
                break
        elif token.pos_ not in {"NOUN", "PROPN", "ADJ", "X", "NUM", "DET"} and token.text not in {
            "-",
            "'",
            "’",
            "«",
            "»",
            "“",
            "”",
        }:
            break
        i += 1
    while i > head + 1 and (
        view.doc[i - 1].pos_ in {"ADP", "DET"} or view.doc[i - 1].is_space or view.doc[i - 1].text in "-«“"
    ):
        i -= 1
    return i


def _inner_venue(view: View, head: int, end: int) -> int:
    """“salle de conférence de | l'hôtel X”: the named inner venue is the place."""
    for k in range(end - 1, head, -1):
        named = any(view.doc[j].text[0].isupper() for j in range(k, end))
        if rules().venues.fullmatch(lower(view.doc[k])) and named and view.doc[k - 1].pos_ in {"ADP", "DET"}:
            return k
    return head


def _town_after(view: View, i: int, limit: int) -> Iterator[Slot]:
    """The town right after a venue: “de Lomé”, “, à Bohicon”, “(Lomé)”."""
    for k in range(i, min(limit, i + 4)):
        mention = view.mention_at.get(k)
        if mention is not None and mention.label_ == "LOC":
            yield Slot(mention.start, mention.end, "LOC", "place.town")
            return
        if lower(view.doc[k]) not in {"de", "d'", "du", "à", "au", ",", "(", "la", "l'", "le", "-"}:
            return


def _host(view: View, sentence: Sentence, host: re.Match[str]) -> Iterator[Slot]:
    limit = view.token_at(host.start())
    head = skip_determiners(view, sentence.start, limit)
    mention = view.mention_at.get(head)
    if mention is not None and mention.label_ == "LOC":
        yield Slot(mention.start, mention.end, "LOC", "place.host")
    elif head < limit and rules().venues.fullmatch(lower(view.doc[head])):
        end = _venue_end(view, head, limit)
        inner = _inner_venue(view, head, end)
        yield Slot(inner, end, _label(view, inner, end), "place.host")
        yield from _town_after(view, end, limit)


def _label(view: View, start: int, end: int) -> str | None:
    mention = view.mention_at.get(start)
    return mention.label_ if mention is not None and (mention.start, mention.end) == (start, end) else None


def _elsewhere(view: View, sentence: Sentence, i: int) -> bool:
    before = view.folded[max(sentence.start_char, view.doc[i].idx - _BEFORE) : view.doc[i].idx].rstrip()
    return any(match.end() == len(before) for match in rules().elsewhere.finditer(before))


# ------------------------------------------------------------------ date and duration


@dataclass(frozen=True, slots=True)
class When:
    """A date mention of an event, and whether it is only the first or the last day."""

    mention: Span
    value: dict[str, Any]
    side: str


def dates(view: View, sentence: Sentence) -> list[When]:
    """The calendar dates of `sentence`, in text order, without the dateline."""
    return [
        When(mention, mention._.date, _side(view, sentence, mention))
        for mention in _dated(view, sentence)
        if mention._.date["type"] in {"DATE", "TIME"}
        and (mention._.date["from"] or mention._.date["to"])
        and not _dateline(view, sentence, mention)
    ]


def _dateline(view: View, sentence: Sentence, mention: Span) -> bool:
    """Whether a date only says when the text was written: “Lomé, 8 mars (ABP) –”, “publié le …”, “Par X - 8 mars”."""
    before = view.folded[sentence.start_char : mention.start_char]
    after = view.folded[mention.end_char : mention.end_char + 20]
    opens = mention.start_char - sentence.start_char <= _DATELINE
    return bool(opens and _AFTER_DATELINE.match(after)) or bool(opens and _BYLINE.search(before))


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
        if not rules().no_duration.search(before) and (lasts or (told and not years)):
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
    before = (
        before[max(before.rfind(","), before.rfind(" et "), 0) :]
        if not before.rstrip().endswith(",")
        else before
    )
    last = {
        name: max((m.end() for m in pattern.finditer(before)), default=-1)
        for name, pattern in (("begins", rules().begins), ("ends", rules().ends))
    }
    if max(last.values()) < 0:
        return "whole"
    return "begins" if last["begins"] > last["ends"] else "ends"


def joined(whens: Iterable[When]) -> dict[str, Any] | None:
    """One date for an event: a whole date as it is, a first and a last day joined to an interval."""
    chosen = list(whens)
    whole = next((w for w in chosen if w.side == "whole"), None)
    first = next((w for w in chosen if w.side == "begins"), None) or _single_day(whole)
    last = next((w for w in chosen if w.side == "ends"), None)
    if first and last and (last.value["to"] or "") > (first.value["from"] or "9"):
        timex = f"{first.value['from']}/{last.value['to']}"
        return {**_dated_value(first), "timex": timex, "to": last.value["to"]}
    if whole:
        return _dated_value(max((w for w in chosen if _contains(w, whole)), key=_length, default=whole))
    pick = first or last
    return _one_day(_dated_value(pick)) if pick else None


def _single_day(when: When | None) -> When | None:
    """`when` if it is one day, which may be the first of several."""
    return when if when and when.value["from"] == when.value["to"] else None


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


def _one_day(value: dict[str, Any]) -> dict[str, Any]:
    """A first or a last day alone is the date that is known."""
    day = value["from"] if value["to"] is None else value["to"]
    if value["from"] and value["to"]:
        return value
    return {**value, "timex": day, "from": day, "to": day}


def _dated_value(when: When) -> dict[str, Any]:
    mention = when.mention
    return {**when.value, "text": mention.text, "start": mention.start_char, "end": mention.end_char}


# ------------------------------------------------------------------ factuality


def factuality(
    texts: Iterable[str], date: dict[str, Any] | None, length: str | None, published: str | None
) -> Factuality:
    """Whether an event was held, is going on, is planned, only wished, or did not happen.

    `texts` are the folded sentences that announce it, the first ones counting most; a date that lies wholly
    before or after the day of publication decides where the wording does not deny or wish.
    """
    seen = [_wording(text) for text in texts]
    if any("negated" in cues for cues in seen[:2]):
        return "negated"
    first: set[str] = seen[0] if seen else set()
    if "hypothetical" in first and not first & {"held", "ongoing"}:
        return "hypothetical"
    by_date = _by_date(date, length, published)
    told = next((cues for cues in seen if "held" in cues), None)
    wording = told or next((cues for cues in seen if cues), set())
    if by_date in {"planned", "held"}:
        return "planned" if by_date == "planned" else "held"
    if "held" in wording and not wording & {"ongoing"}:
        return "held"
    if by_date == "ongoing" or ("ongoing" in wording and "planned" not in wording):
        return (
            "ongoing" if by_date == "ongoing" or (published and not date) or "held" not in wording else "held"
        )
    return "planned" if "planned" in wording else "held"


def _wording(text: str) -> set[str]:
    return {name for name, pattern in rules().factuality.items() if pattern.search(text)}


def _by_date(date: dict[str, Any] | None, length: str | None, published: str | None) -> str | None:
    if not date or not published or not date.get("from"):
        return None
    if date["from"] > published:
        return "planned"
    last = _last_day(date, length)
    if last is None:
        return None
    if last < published:
        return "held"
    return "ongoing" if date["from"] < published < last or (last > published) else None


def _last_day(date: dict[str, Any], length: str | None) -> str | None:
    match = _DAYS.match(length or "")
    if match and date["from"] == date["to"]:
        days = int(match[1]) * (7 if match[2] == "W" else 1)
        return (dt.date.fromisoformat(date["from"]) + dt.timedelta(days=days - 1)).isoformat()
    return str(date["to"]) if date["to"] else None
