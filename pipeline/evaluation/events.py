"""Events: one-to-one alignment, detection per type, role fillers, and single facts.

Gold and predicted events of the same type in the same document are aligned one to one so that their summed
similarity is largest, as the MUC-4 template scorer maps responses to keys (Chinchor 1992) and CEAF-REE maps
predicted entities to gold ones (Du et al. 2021, GRIT). A measure without suffix is over all events: the
fillers of an event aligned with nothing are missed or spurious. `aligned` is over aligned events only.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from pipeline.evaluation import facts
from pipeline.evaluation.counts import Counts, Key
from pipeline.evaluation.fillers import Fillers
from pipeline.evaluation.matching import assign
from pipeline.records import Document, Event

PLACE = "place"
_SURE = 80


class Alignment(NamedTuple):
    """Which events stand for each other, which gold ones were missed, which predicted ones are spurious."""

    pairs: list[tuple[Event, Event]]
    missed: list[Event]
    spurious: list[Event]


def align(gold: Document, predicted: Document) -> Alignment:
    """The best one-to-one alignment of the events of two readings of a document, type by type."""
    compare = Fillers(gold)
    result = Alignment([], [], [])
    for kind in sorted({event.type for event in [*gold.events, *predicted.events]}):
        ours = _sorted(event for event in gold.events if event.type == kind)
        theirs = _sorted(event for event in predicted.events if event.type == kind)
        pairs = assign(ours, theirs, lambda g, p: facts.similarity(g, p, compare))
        result.pairs.extend((ours[i], theirs[j]) for i, j in pairs)
        result.missed.extend(e for i, e in enumerate(ours) if i not in {i for i, _ in pairs})
        result.spurious.extend(e for j, e in enumerate(theirs) if j not in {j for _, j in pairs})
    return result


def count(counts: Counts, gold: Document, alignment: Alignment) -> None:
    """Adds the counts of all event measures."""
    compare = Fillers(gold)
    for g, p in alignment.pairs:
        key = Key("events", g.type)
        shared = facts.corroborated(g, p, compare)
        counts.pair(key, key, "correct")
        _count_corroborated(counts, key, shared)
        _count_confidence(counts, p, shared)
        _count_fillers(counts, g, p, compare)
        _count_single(counts, g, p)
        factuality = Key("factuality")
        counts.pair(factuality, factuality, "correct" if g.factuality == p.factuality else "incorrect")
    for event in alignment.missed:
        _count_unaligned(counts, event, gold_side=True)
    for event in alignment.spurious:
        _count_unaligned(counts, event, gold_side=False)
        _count_confidence(counts, event, right=False)


def confusion(alignment: Alignment, gold: Document) -> Counter[tuple[str, str]]:
    """Gold type × predicted type; leftovers of different types that tell the same facts are paired too."""
    compare = Fillers(gold)
    table = Counter((g.type, p.type) for g, p in alignment.pairs)
    missed, spurious = alignment.missed, alignment.spurious
    crossed = [
        (i, j)
        for i, j in assign(missed, spurious, lambda g, p: facts.similarity(g, p, compare))
        if facts.corroborated(missed[i], spurious[j], compare)
    ]
    table.update((missed[i].type, spurious[j].type) for i, j in crossed)
    table.update((e.type, "—") for i, e in enumerate(missed) if i not in {i for i, _ in crossed})
    table.update(("—", e.type) for j, e in enumerate(spurious) if j not in {j for _, j in crossed})
    return table


def _count_corroborated(counts: Counts, key: Key, shared: bool) -> None:  # noqa: FBT001 (one verdict)
    key = key._replace(variant="corroborated")
    if shared:
        counts.pair(key, key, "correct")
    else:
        counts.missed(key)
        counts.spurious(key)


def _count_confidence(counts: Counts, event: Event, right: bool) -> None:  # noqa: FBT001 (one verdict)
    """Reliability: by tenths of the stated confidence, and from 0.8 on, how many events are right."""
    if event.confidence is None:
        return
    tenth = min(int(event.confidence * 10 + 1e-9), 9) * 10
    for member in (f"{tenth:02}", *(["at_least_80"] if tenth >= _SURE else [])):
        key = Key("confidence", member)
        counts.matched(key, int(right), int(right), 1)


def _count_fillers(counts: Counts, gold: Event, predicted: Event, compare: Fillers) -> None:
    ours, theirs = facts.fillers(gold), facts.fillers(predicted)
    for role in ours.keys() | theirs.keys():
        g, p = ours.get(role, []), theirs.get(role, [])
        exact, relaxed = compare.exact_pairs(g, p), len(compare.pairs(g, p))
        for variant, right in (("", exact), ("relaxed", relaxed)):
            _matched(counts, _key(role, variant), right, len(g), len(p))


def _count_single(counts: Counts, gold: Event, predicted: Event) -> None:
    names = bool(gold.name), bool(predicted.name)
    dates = bool(gold.date), bool(predicted.date)
    durations = bool(gold.duration), bool(predicted.duration)
    same = close = False
    if gold.name and predicted.name:
        same, close = facts.same_name(gold.name, predicted.name), facts.close_name(gold.name, predicted.name)
    _matched(counts, Key("name"), same, *names)
    _matched(counts, Key("name", "", "relaxed"), same or close, *names)
    same = close = False
    if gold.date and predicted.date:
        same, close = facts.same_date(gold.date, predicted.date), facts.close_date(gold.date, predicted.date)
    _matched(counts, Key("date"), same, *dates)
    _matched(counts, Key("date", "", "relaxed"), same or close, *dates)
    _matched(counts, Key("duration"), bool(gold.duration) and gold.duration == predicted.duration, *durations)
    ours, theirs = facts.numbers(gold), facts.numbers(predicted)
    _matched(counts, Key("count"), (ours & theirs).total(), ours.total(), theirs.total())


def _count_unaligned(counts: Counts, event: Event, *, gold_side: bool) -> None:
    add = counts.missed if gold_side else counts.spurious
    add(Key("events", event.type))
    add(Key("events", event.type, "corroborated"))
    for role, some in facts.fillers(event).items():
        add(_key(role, ""), len(some))
        add(_key(role, "relaxed"), len(some))
    for family, present in (("name", event.name), ("date", event.date)):
        add(Key(family), int(bool(present)))
        add(Key(family, "", "relaxed"), int(bool(present)))
    add(Key("duration"), int(bool(event.duration)))
    add(Key("count"), facts.numbers(event).total())
    if gold_side:
        counts.missed(Key("factuality"))


def _matched(counts: Counts, key: Key, right: int, gold: int, predicted: int) -> None:
    """Counts for aligned events, under the measure over all events and the one over aligned events."""
    for each in (key, key._replace(variant=f"{key.variant}.aligned".lstrip("."))):
        counts.matched(each, int(right), int(gold), int(predicted))


def _key(role: str, variant: str) -> Key:
    return Key(PLACE, "", variant) if role == PLACE else Key("roles", role, variant)


def _sorted(some: Iterable[Event]) -> list[Event]:
    """A fixed order, so that the order in the file decides no tie."""
    return sorted(some, key=lambda event: event.model_dump_json(exclude={"id", "document"}))
