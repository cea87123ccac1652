"""Who takes part: one description with its count, chosen among those that the article gives."""

from __future__ import annotations

import re
from dataclasses import replace

from pipeline.assembly.patterns import compile_pattern
from pipeline.assembly.phrase_words import is_people
from pipeline.assembly.slots import Slot, generic
from pipeline.assembly.view import View
from pipeline.components import spans
from pipeline.countries import countries_of

_MOST = 3
# How long the joining words of two descriptions may be: “, de même qu'à des”.
_BETWEEN = 20
# What speaks for a description, in tenths: fitted as a ranking on the development files and rounded.
_BY_RULE = {
    "participant.for": 12,
    "participant.gathers": 10,
    "participant.gathered": 7,
    "participant.given": 5,
    "participant.capacities_of": 5,
    # “aider les jeunes à …”, “les agents formés” in a headline: often others than those who were there.
    "participant.enabled": -16,
    "participant.trained": -10,
}
_PEOPLE, _BODIES, _COUNT, _GUESS, _GENERIC, _HEADING, _ALONE, _LATER = 30, 26, 22, -15, -15, -11, -8, -2
# The network of `chronique_taught` has found it too.
_CONFIRMED = 15
# Sentences after which a description comes no later.
_LATE = 9


def choose(view: View, slots: list[Slot]) -> list[Slot]:
    """One description with its count: a bare or generic count goes to the fullest description."""
    told = [s for s in slots if not s.guess]
    guessed = [s for s in slots if s.guess and is_people(view, s.start, s.end) and not _staff(view, s)]
    described = [s for s in [*told, *guessed] if s.described and not generic(view, s)]
    slots = told if any(not s.guess for s in described) else [*told, *guessed]
    counted = [s for s in slots if s.count is not None]
    if not described:
        best = next((s for s in counted if s.described), None) or next(
            (s for s in slots if s.described), None
        )
        return [best] if best else []
    chosen = max(described, key=lambda s: _weight(view, s))
    bare = [s for s in counted if not s.described or generic(view, s)]
    told_so = max((s for s in bare if s.described), key=lambda s: _weight(view, s), default=None)
    if (
        told_so
        and chosen.count not in {None, told_so.count}
        and _weight(view, told_so) > _weight(view, chosen)
    ):
        # “35 personnes ont suivi …”, and others later: whoever else is counted is not they.
        chosen = max(
            (s for s in described if s.count is None), key=lambda s: _weight(view, s), default=told_so
        )
    actual = next((s for s in bare if not s.approximate), bare[0] if bare else None)
    if actual and (chosen.count is None or chosen.approximate or view.sentence_of(chosen.start).heading):
        chosen = replace(chosen, count=actual.count, approximate=actual.approximate)
    if chosen.count is None:
        same = next(
            (s for s in [*counted, *guessed] if s.described and _head(view, s) == _head(view, chosen)), None
        )
        if same:
            chosen = replace(chosen, count=same.count, approximate=same.approximate)
    others = _beside(view, chosen, described)
    # “12 Togolais” says whence they are, not who: a description of people beside it does.
    if not others and not (is_people(view, chosen.start, chosen.end) or _learners(view, chosen) == _BODIES):
        named = [s for s in described if s.start != chosen.start and is_people(view, s.start, s.end)]
        others = sorted(named, key=lambda s: s.start - s.end)[:1]
    return [chosen, *others[:_MOST]]


def _staff(view: View, slot: Slot) -> bool:
    """Whether a counted description is of those who teach."""
    head = slot.start if slot.head is None else slot.head
    return compile_pattern("{teachers}").match(view.folded, view.doc[head].idx) is not None


def _learners(view: View, slot: Slot) -> int:
    """What it counts that a description is of people, or of bodies whose members learn: “trente coopératives”."""
    head = slot.start if slot.head is None else slot.head
    if compile_pattern("{learning_bodies}").match(view.folded, view.doc[head].idx):
        return _BODIES
    people = is_people(view, slot.start, slot.end) or countries_of(view.doc[head].text.lower())
    return _PEOPLE if people else 0


def _beside(view: View, chosen: Slot, described: list[Slot]) -> list[Slot]:
    """The descriptions that commas and “et” join to the chosen one, by the same rule."""
    found = [chosen]
    alike = [slot for _, slot in sorted({s.start: s for s in described if s.rule == chosen.rule}.items())]
    for slot in alike:
        if slot.start >= found[-1].end and _coordinated(view, found[-1], slot):
            found.append(slot)
    for slot in reversed(alike):
        if slot.end <= found[0].start and _coordinated(view, slot, found[0]):
            found.insert(0, slot)
    return [slot for slot in found if slot.start != chosen.start]


def _head(view: View, slot: Slot) -> str:
    """The noun that a description begins with, its count left out."""
    return view.text(slot.start if slot.head is None else slot.head, slot.end).split(" ")[0].casefold()


def _weight(view: View, slot: Slot) -> int:
    """How well a description says who takes part: of people, counted, by what wording, where, in how many words."""
    sentence = view.sentence_of(slot.start)
    head = slot.start if slot.head is None else slot.head
    return (
        _learners(view, slot)
        + _COUNT * (slot.count is not None)
        + _BY_RULE.get(slot.rule, 0)
        + _GUESS * slot.guess
        + _GENERIC * generic(view, slot)
        + _HEADING * sentence.heading
        + _ALONE * (slot.end - head == 1)
        + _LATER * min(sentence.index, _LATE)
        + _CONFIRMED * view.learnt(spans.LEARNERS, slot.start, slot.end)
    )


def _coordinated(view: View, first: Slot, second: Slot) -> bool:
    a, b = sorted((first, second), key=lambda s: s.start)
    between = view.doc[a.end : b.start].text.strip().lower()
    return (
        len(between) <= _BETWEEN
        and re.match(r",|;|et\b|ainsi\b|mais\b|puis\b|de même\b", between) is not None
    )
