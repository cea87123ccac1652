"""When, where and how long an event takes place: the facts of its sentences, the best told first."""

from __future__ import annotations

from typing import Any

from pipeline.assembly import facts
from pipeline.assembly.apart import takes_up
from pipeline.assembly.fillers import Entities, add, filler_of
from pipeline.assembly.frames import Frame
from pipeline.assembly.places import places
from pipeline.assembly.slots import Slot
from pipeline.assembly.view import Sentence, View
from pipeline.countries import is_country
from pipeline.records import Filler

_MOST_PLACES = 4
# How far from the sentences that announce an event others may still date and place it.
_REACH = 6


def places_of(view: View, frame: Frame, entities: Entities) -> list[Filler]:
    """The venue and the town of an event."""
    near = _around(frame)
    for group in (
        [s for s in frame.told if not s.heading],
        [s for s in near if not s.heading and takes_up(view, s)],
        [s for s in frame.told if s.heading],
        near[:1],
    ):
        found = [slot for sentence in group for slot in places(view, sentence)]
        if found:
            fillers: list[Filler] = []
            for slot in _narrowest(view, found)[:_MOST_PLACES]:
                add(fillers, filler_of(view, slot, entities))
            return fillers
    return []


def _narrowest(view: View, slots: list[Slot]) -> list[Slot]:
    """The venues and towns among `slots`; countries only where nothing narrower is named."""
    narrow = [slot for slot in slots if not is_country(view.text(slot.start, slot.end))]
    return narrow or slots


def date_of(view: View, frame: Frame) -> dict[str, Any] | None:
    """The date of the sentences that announce the event; its last day may stand in one that follows."""
    told = [when for sentence in frame.told for when in facts.dates(view, sentence)]
    if frame.title:
        return facts.spanned(told)
    around = [
        when
        for sentence in sorted(_around(frame), key=lambda s: s.index)
        for when in facts.dates(view, sentence)
    ]
    for known, missing in (("begins", "ends"), ("ends", "begins")):
        if told and all(when.side == known for when in told):
            told += [when for when in around if when.side == missing and facts.close(told[0], when)][:1]
    lasting = frame.type.article_scope
    return facts.joined(told, lasting=lasting) or facts.joined(around, lasting=lasting)


def duration_of(view: View, frame: Frame) -> str | None:
    """How long an event lasts, if that is stated, as an ISO 8601 duration."""
    stated = (facts.duration(view, sentence, told=sentence in frame.told) for sentence in frame.sentences)
    return next((length for length in stated if length), None)


def _around(frame: Frame) -> list[Sentence]:
    """The sentences of the context near those that announce the event, the nearest first."""
    told = [s.index for s in frame.told if not s.heading] or [s.index for s in frame.told]

    def far(sentence: Sentence) -> int:
        return min(abs(sentence.index - index) for index in told)

    return sorted((s for s in frame.context if far(s) <= _REACH), key=lambda s: (far(s), -s.index))
