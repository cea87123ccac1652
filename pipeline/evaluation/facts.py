"""The facts of an event that can be compared, whatever its type."""

from __future__ import annotations

from collections import Counter

from pipeline.evaluation.fillers import Fillers, fold, token_dice
from pipeline.evaluation.values import same_interval
from pipeline.records import Event, EventDate, Filler, TextSpan

_HALF = 0.5
_NEAR = 200  # characters: about one sentence away, two events may still be the same one


def fillers(event: Event) -> dict[str, list[Filler]]:
    """The fillers by role, each (start, end) once in text order; the places under the role `place`."""
    roles = {role: _once(some) for role, some in event.roles.items() if some}
    if event.place:
        roles["place"] = _once(event.place)
    return roles


def same_date(gold: EventDate, predicted: EventDate) -> bool:
    """The same first and last day."""
    return same_interval(gold, predicted)


def close_date(gold: EventDate, predicted: EventDate) -> bool:
    """The same days, or intervals that share a day; an open end reaches as far as needed."""
    if same_interval(gold, predicted):
        return True
    if not (gold.first or gold.last) or not (predicted.first or predicted.last):
        return False
    return (gold.first or "") <= (predicted.last or "9999") and (predicted.first or "") <= (
        gold.last or "9999"
    )


def same_name(gold: str, predicted: str) -> bool:
    """Equal but for case, accents and white space."""
    return fold(gold) == fold(predicted)


def close_name(gold: str, predicted: str) -> bool:
    """At least half of the tokens in common (Dice)."""
    return token_dice(gold, predicted) >= _HALF


def numbers(event: Event) -> Counter[int]:
    """The numbers of participants that an event states."""
    return Counter(f.count for some in event.roles.values() for f in some if f.count is not None)


def similarity(gold: Event, predicted: Event, compare: Fillers) -> float:
    """How well two events of one type fit together: the sum over their facts; always above 0.

    One for each filler and place that matches in the relaxed sense, a half more if exactly; so the date;
    a half for the name; and, to tell events apart that share all this or have none of it, a tenth at most for
    nearness in the text and a trace for equal factuality, numbers and duration.
    """
    return (
        0.001
        + _shared_facts(gold, predicted, compare)
        + 0.1 * _nearness(gold, predicted)
        + 0.01 * (gold.factuality == predicted.factuality)
        + 0.01 * (numbers(gold) == numbers(predicted))
        + 0.01 * (gold.duration == predicted.duration)
    )


def _shared_facts(gold: Event, predicted: Event, compare: Fillers) -> float:
    total = 0.0
    theirs = fillers(predicted)
    for role, some in fillers(gold).items():
        for _, _, exact in compare.pairs(some, theirs.get(role, [])):
            total += 1.5 if exact else 1.0
    if gold.date and predicted.date and close_date(gold.date, predicted.date):
        total += 1.5 if same_date(gold.date, predicted.date) else 1.0
    if gold.name and predicted.name and close_name(gold.name, predicted.name):
        total += 0.5 if same_name(gold.name, predicted.name) else 0.4
    return total


def corroborated(gold: Event, predicted: Event, compare: Fillers) -> bool:
    """Whether two events share any fact (a filler, a place, the date, the name) or the gold one has none."""
    return _shared_facts(gold, predicted, compare) > 0 or not (fillers(gold) or gold.date or gold.name)


def _nearness(gold: Event, predicted: Event) -> float:
    """1 where the passages that tell the two events overlap, falling with the distance between them."""
    ours, theirs = _passages(gold), _passages(predicted)
    if not ours or not theirs:
        return 0.0
    gap = min(max(a.start - b.end, b.start - a.end, 0) for a in ours for b in theirs)
    return 1 / (1 + gap / _NEAR)


def _passages(event: Event) -> list[TextSpan | EventDate]:
    if event.trigger:
        return [event.trigger]
    told: list[TextSpan | EventDate] = [
        *event.evidence,
        *(f for some in fillers(event).values() for f in some),
    ]
    return [*told, event.date] if event.date else told


def _once(some: list[Filler]) -> list[Filler]:
    return [filler for _, filler in sorted({(f.start, f.end): f for f in some}.items())]
