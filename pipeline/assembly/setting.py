"""When, where and how long an event takes place: the facts of its sentences, the best told first."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from pipeline.assembly import facts, intervals
from pipeline.assembly.apart import takes_up, tells_apart
from pipeline.assembly.blocks import dated_line
from pipeline.assembly.fillers import Entities, add, filler_of
from pipeline.assembly.frame import Frame
from pipeline.assembly.intervals import When
from pipeline.assembly.placelines import headed_place, labelled_place
from pipeline.assembly.places import places
from pipeline.assembly.slots import Slot
from pipeline.assembly.view import Sentence, View
from pipeline.countries import is_country
from pipeline.records import Filler

_MOST_PLACES = 8
# The town of a venue stands so many tokens behind it at most: “, à | Kara”.
_RIGHT_BEHIND = 2
_VENUES = frozenset({"place.venue", "place.name", "place.host"})
# How far from the sentences that announce an event others may still date and place it.
_REACH = 6
# A place that a sentence points back to (“y”) stands so many sentences before it at most.
_BACK = 2
# What has been so for years tells no day of a meeting or a visit: “où un kiosque fonctionne depuis 2021”.
# Nor does a clock time alone: “le train de 7 h 12”.
# The year of a foundation or a birth neither: “depuis sa création en | 1998”.
_FOUNDED = re.compile(
    r"(?:cr[ée]ation|fondation|naissance|n[ée]e?s?|fond[ée]e?s?|cr[ée]{2}e?s?) (?:en|depuis) $"
)
_FAR = 30
_NO_DAY = re.compile(r"\d{4}/\.\.$|T")


def places_of(view: View, frame: Frame, entities: Entities) -> list[Filler]:
    """The venue and the town of an event."""
    fillers: list[Filler] = []
    for slot in _narrowest(view, _told_places(view, frame))[:_MOST_PLACES]:
        add(fillers, filler_of(view, slot, entities))
    return fillers


def _told_places(view: View, frame: Frame) -> list[Slot]:
    """The places of the first group of sentences that tell any, the ones that announce the event first."""
    lasting = frame.type.article_scope
    if lasting and not frame.side and (found := labelled_place(view, frame.sentences)):
        return [*found, *(slot for s in frame.sentences if s.heading for slot in headed_place(view, s))]
    near = _around(frame)
    told = [s for s in frame.told if not s.heading]
    again = [s for s in near if not s.heading and takes_up(view, s) and not tells_apart(view, s)]
    groups = (
        *([s] for s in (_main(view, told) if lasting else told)),
        again,
        [s for s in frame.told if s.heading],
        *([s] for s in _beside(frame, near)),
    )
    for group in groups:
        own = [s for s in group if not (facts.hands_out(view, s) or (lasting and facts.made_known(view, s)))]
        found = [slot for s in own for slot in places(view, s)]
        if lasting:
            found = found or _pointed_at(view, own)
            found = [*_venue_besides(view, found, [*told, *again]), *found]
        else:
            # The body that receives a visit is its host, no place.
            found = [slot for slot in found if slot.rule != "place.host" or slot.label != "ORG"]
        if found:
            return found
    return []


def _main(view: View, told: list[Sentence]) -> list[Sentence]:
    """The sentences that announce an event, without those that open with another edition of it.

    The first of them that tells any place tells the event's; a later one may name what lies anywhere.
    """
    return [s for s in told if s is told[0] or not tells_apart(view, s)]


def _pointed_at(view: View, group: Iterable[Sentence]) -> list[Slot]:
    """The place told right before a sentence that points back to it: “vingt femmes y ont appris à …”."""
    for sentence in group:
        if view.holds(facts.rules().there, sentence):
            for back in range(1, min(_BACK, sentence.index) + 1):
                before = view.sentences[sentence.index - back]
                if before.heading:
                    break
                if found := places(view, before):
                    return found
    return []


def _venue_besides(view: View, found: list[Slot], again: list[Sentence]) -> list[Slot]:
    """The venue that a further sentence tells, where only the town is known: “Il s'est tenu dans la salle …”."""
    if not found or any(slot.rule in _VENUES for slot in found):
        return []
    for sentence in again:
        if any(view.holds(p, sentence) for p in (facts.rules().takes_place, facts.rules().framed)):
            further = places(view, sentence)
            venue = next((n for n, slot in enumerate(further) if slot.rule in _VENUES), None)
            if venue is not None:
                return _with_town(view, further[venue:], found)
    return []


def _with_town(view: View, further: list[Slot], known: list[Slot]) -> list[Slot]:
    """A venue, and the town right behind it that is not known yet."""
    names = {view.text(slot.start, slot.end) for slot in known}
    towns = (s for s in further[1:2] if s.start - further[0].end <= _RIGHT_BEHIND)
    return [further[0], *(s for s in towns if view.text(s.start, s.end) not in names)]


def _beside(frame: Frame, near: list[Sentence]) -> list[Sentence]:
    """The sentences right before and after the first one that announces the event in the text, then the nearest."""
    first = next((s.index for s in frame.told if not s.heading), 0)
    lead_in = [s for s in near if s.index == first - 1 and not s.heading]
    return [*lead_in, *(s for s in near if s.index == first + 1), *near[:1]]


def _narrowest(view: View, slots: list[Slot]) -> list[Slot]:
    """The venues and towns among `slots`; countries only where nothing narrower is named."""
    narrow = [slot for slot in slots if not is_country(view.text(slot.start, slot.end))]
    return narrow or slots


def date_of(view: View, frame: Frame) -> dict[str, Any] | None:
    """The date of the sentences that announce the event; its last day may stand in one that follows."""
    labels = facts.labelled(view, frame.sentences, facts.rules().date_label) if not frame.side else []
    told = _dates(view, frame, labels) or _dates(view, frame, _with_dated_lines(view, frame))
    if frame.title:
        return intervals.spanned(told)
    near = sorted(_around(frame), key=lambda s: s.index)
    around = _dates(view, frame, near)
    told += _other_end(view, frame, told, around)
    lasting = frame.type.article_scope
    date = intervals.joined(told, lasting=lasting)
    if date and lasting and intervals.coarse(date):
        # “une formation cet automne. … Les rencontres auront lieu les 2 et 9 novembre”: the days go before the season.
        again = _dates(view, frame, [*frame.told, *(s for s in near if takes_up(view, s))])
        days = [when for when in again if intervals.within(when, date)]
        date = intervals.joined(days, lasting=True) or date
    date = date or facts.yearless(view, frame.told)
    date = date or intervals.joined((w for w in around if not intervals.a_year(w)), lasting=lasting)
    return date or facts.yearless(view, near)


def _with_dated_lines(view: View, frame: Frame) -> list[Sentence]:
    """The sentences that announce an event, and the line under a heading of them that gives its days."""
    below = [
        view.sentences[s.index + 1] for s in frame.told if s.heading and s.index + 1 < len(view.sentences)
    ]
    lines = [s for s in below if s in frame.context and dated_line(view, s)]
    return sorted([*frame.told, *lines], key=lambda s: s.index)


def _dates(view: View, frame: Frame, sentences: Iterable[Sentence]) -> list[When]:
    """The dates of the event that `sentences` give, without those of what they tell besides."""
    found = []
    for sentence in sentences:
        handing_out = facts.hands_out(view, sentence)
        lasting = frame.type.article_scope
        if lasting and facts.made_known(view, sentence):
            continue
        for when in facts.dates(view, sentence):
            if lasting and facts.of_sitting(view, sentence, when.mention):
                continue
            background = not frame.type.article_scope and (
                _NO_DAY.match(when.value["timex"]) or _FOUNDED.search(_before(view, sentence, when))
            )
            if not background and not (handing_out and not intervals.several_days(when)):
                found.append(when)
    return found


def _before(view: View, sentence: Sentence, when: When) -> str:
    """What stands in `sentence` shortly before a date."""
    start = when.mention.start_char
    return view.folded[max(sentence.start_char, start - _FAR) : start]


def _other_end(view: View, frame: Frame, told: list[When], around: list[When]) -> list[When]:
    """The last day where only the first is told, or the other way round, from the sentences around.

    A sentence that speaks of the event again (“Le parcours s'achèvera le 26 mai”) may stand far off and months later.
    """
    again = _dates(view, frame, [s for s in frame.context if takes_up(view, s)])
    for known, missing in (("begins", "ends"), ("ends", "begins")):
        if told and all(when.side == known for when in told):
            near = [w for w in around if w.side == missing and intervals.close(told[0], w)]
            far = [
                w
                for w in again
                if w.side == missing and not intervals.coarse(w.value) and not intervals.a_year(w)
            ]
            return [*near, *far][:1]
    return []


def duration_of(view: View, frame: Frame) -> str | None:
    """How long an event lasts, if that is stated, as an ISO 8601 duration."""
    lasting = frame.type.article_scope
    stated = (
        facts.duration(view, sentence, told=sentence in frame.told, lasting=lasting)
        for sentence in frame.sentences
    )
    length = next((length for length in stated if length), None)
    if length is None and lasting and any(facts.day_long(view, sentence) for sentence in frame.told):
        return "P1D"
    return length


def _around(frame: Frame) -> list[Sentence]:
    """The sentences of the context near those that announce the event, the nearest first."""
    told = [s.index for s in frame.told if not s.heading] or [s.index for s in frame.told]

    def far(sentence: Sentence) -> int:
        return min(abs(sentence.index - index) for index in told)

    return sorted((s for s in frame.context if far(s) <= _REACH), key=lambda s: (far(s), -s.index))
