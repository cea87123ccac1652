"""Who takes part: one description with its count, chosen among those that the article gives."""

from __future__ import annotations

from dataclasses import replace

from pipeline.assembly.phrases import is_people
from pipeline.assembly.slots import Slot, generic
from pipeline.assembly.view import View

_MOST = 3
# Rules that tell of people who came, not of those who were announced.
_SEEN = frozenset({"participant.takes_part", "participant.gathers", "participant.number"})


def choose(view: View, slots: list[Slot]) -> list[Slot]:
    """One description with its count: a bare or generic count goes to the fullest description."""
    told = [s for s in slots if not s.guess]
    guessed = [s for s in slots if s.guess and is_people(view, s.start, s.end)]
    slots = told if any(s.described and not generic(view, s) for s in told) else [*told, *guessed]
    described = [s for s in slots if s.described and not generic(view, s)]
    counted = [s for s in slots if s.count is not None]
    if not described:
        best = next((s for s in counted if s.described), None) or next(
            (s for s in slots if s.described), None
        )
        return [best] if best else []
    chosen = max(described, key=lambda s: _fullness(view, s))
    bare = [s for s in counted if not s.described or generic(view, s)]
    actual = next((s for s in bare if not s.approximate), bare[0] if bare else None)
    if actual and (chosen.count is None or chosen.approximate or view.sentence_of(chosen.start).heading):
        chosen = replace(chosen, count=actual.count, approximate=actual.approximate)
    if chosen.count is None:
        same = next(
            (s for s in [*counted, *guessed] if s.described and _head(view, s) == _head(view, chosen)), None
        )
        if same and view.sentence_of(chosen.start).heading:
            chosen = replace(same, rule=chosen.rule)
        elif same:
            chosen = replace(chosen, count=same.count, approximate=same.approximate)
    others = [
        s
        for s in described
        if s.rule == chosen.rule and s.start != chosen.start and _coordinated(view, chosen, s)
    ]
    if not others and not is_people(view, chosen.start, chosen.end):
        named = [s for s in described if s.start != chosen.start and is_people(view, s.start, s.end)]
        others = sorted(named, key=lambda s: s.start - s.end)[:1]
    return [chosen, *others[:_MOST]]


def _head(view: View, slot: Slot) -> str:
    """The noun that a description begins with, its count left out."""
    return view.text(slot.start if slot.head is None else slot.head, slot.end).split(" ")[0].casefold()


def _fullness(view: View, slot: Slot) -> tuple[bool, bool, bool, bool, bool]:
    """How well a description says who takes part: counted, of people, not in a heading, seen there, addressed."""
    heading = view.sentence_of(slot.start).heading
    seen = slot.rule in _SEEN
    return (
        slot.count is not None,
        is_people(view, slot.start, slot.end),
        not heading,
        seen,
        slot.rule == "participant.for",
    )


def _coordinated(view: View, first: Slot, second: Slot) -> bool:
    a, b = sorted((first, second), key=lambda s: s.start)
    between = view.doc[a.end : b.start].text.strip()
    return len(between) < 14 and any(word in between for word in ("et", ","))  # noqa: PLR2004 (“, ainsi que des”)
