"""The same meeting, agreement or visit told twice: in a headline and in the lead, or with and without its day."""

from __future__ import annotations

import re

from pipeline.records import Event, Filler

# Who takes part in an event, in whichever role.
_ACTORS = ("participant", "party", "guest", "host")
# So many names in common make an event one, wherever the text tells it again.
_MANY = 2
# A single name does only in the same passage of so many characters.
_NEAR = 400
_DENIED = frozenset({"negated", "hypothetical"})


def without_repeats(events: list[Event], repeatable: frozenset[str]) -> list[Event]:
    """`events` in their order, those of the types `repeatable` that repeat an earlier one joined to it."""
    kept: list[Event] = []
    for event in events:
        n = next(
            (n for n, other in enumerate(kept) if event.type in repeatable and _same(other, event)), None
        )
        if n is None:
            kept.append(event)
        else:
            kept[n] = _joined(kept[n], event)
    return kept


def _same(first: Event, second: Event) -> bool:
    """Whether two events of a document are one: the same people, and neither day, place nor outcome against it."""
    if first.type != second.type or (first.factuality in _DENIED) != (second.factuality in _DENIED):
        return False
    names, others = _names(first), _names(second)
    common = names & others
    near = _start(second) - _start(first) <= _NEAR
    enough = len(common) >= _MANY or (near and bool(common) and _places(first) & _places(second))
    return bool(enough) and common in (names, others) and _compatible(first, second)


def _start(event: Event) -> int:
    return event.evidence[0].start if event.evidence else 0


def _names(event: Event) -> set[str]:
    """The last words of the names of who takes part: “Awa Diop” and “Mme Diop” are one."""
    fillers = [filler for role in _ACTORS for filler in event.roles.get(role, ())]
    return {_key(filler) for filler in fillers}


def _key(filler: Filler) -> str:
    return filler.entity or re.split(r"[\s-]", filler.text.strip().lower())[-1]


def _places(event: Event) -> set[str]:
    return {place.text.lower() for place in event.place}


def _compatible(first: Event, second: Event) -> bool:
    """Whether neither the days nor the places of two events exclude each other."""
    places, others = _places(first), _places(second)
    if places and others and not places & others:
        return False
    if not (first.date and second.date):
        return True
    a, b = first.date, second.date
    if not (a.first and b.first):
        return a.timex == b.timex
    return (a.first <= (b.last or b.first)) and (b.first <= (a.last or a.first))


def _joined(first: Event, second: Event) -> Event:
    """The event that tells more, completed by what only the other one tells."""
    more, less = (second, first) if _facts(second) > _facts(first) else (first, second)
    spans = {(span.start, span.end): span for span in (*first.evidence, *second.evidence)}
    roles = {role: found or less.roles.get(role, []) for role, found in more.roles.items()}
    return more.model_copy(
        update={
            "roles": roles,
            "date": more.date or less.date,
            "place": more.place or less.place,
            "duration": more.duration or less.duration,
            "name": more.name or less.name,
            "evidence": [spans[at] for at in sorted(spans)],
            "rules": sorted({*first.rules, *second.rules}),
            "confidence": max(first.confidence or 0, second.confidence or 0),
        }
    )


def _facts(event: Event) -> int:
    named = sum(filler.label is not None for fillers in event.roles.values() for filler in fillers)
    return named + sum(len(f) > 0 for f in event.roles.values()) + bool(event.date) + bool(event.place)
