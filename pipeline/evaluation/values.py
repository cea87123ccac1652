"""Date values: are the first and last day, and the TIMEX3 value, those of the gold?

As in TempEval-3 (UzZaman et al. 2013), values are judged on mentions that overlap, and the end-to-end F1 asks
for span and value at once.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.evaluation.counts import Counts, Key
from pipeline.evaluation.errors import Error
from pipeline.evaluation.spans import Found, Pair
from pipeline.records import DateValue, Document, Entity

VALUES = Key("dates", "values")
TIMEX = Key("dates", "timex")
END_TO_END = Key("dates", "end_to_end")
RELAXED = Key("dates", "end_to_end", "relaxed")


def has_value(entity: Entity) -> bool:
    """Whether the gold says something of the value, be it that there is none."""
    return not entity.model_fields_set.isdisjoint({"timex", "first", "last"})


def same_interval(a: Entity | DateValue, b: Entity | DateValue) -> bool:
    """Equal first and last day; where neither has days (a clock time, a duration), equal TIMEX3 values."""
    if a.first is b.first is a.last is b.last is None:
        return a.timex == b.timex
    return (a.first, a.last) == (b.first, b.last)


def count(counts: Counts, gold: Sequence[Found], predicted: Sequence[Found], pairs: Sequence[Pair]) -> None:
    """Adds the counts of date values; `pairs` are mentions of the same label that overlap."""
    dates = [pair for pair in pairs if pair[0].label == "DATE"]
    for g, p in dates:
        if has_value(g.entity):
            right = same_interval(g.entity, p.entity)
            counts.pair(VALUES, VALUES, "correct" if right else "incorrect")
            right = g.entity.timex == p.entity.timex
            counts.pair(TIMEX, TIMEX, "correct" if right else "incorrect")
    valued = [g for g in gold if g.label == "DATE" and has_value(g.entity)]
    for key in (VALUES, TIMEX):
        counts.missed(key, len(valued) - sum(has_value(g.entity) for g, _ in dates))
    if len(valued) == sum(g.label == "DATE" for g in gold):
        _end_to_end(counts, len(valued), predicted, dates)


def errors(document: Document, pairs: Sequence[Pair]) -> Iterator[Error]:
    """The dates that were found and misread."""
    for g, p in pairs:
        if g.label == "DATE" and has_value(g.entity) and not same_interval(g.entity, p.entity):
            spans = ((g.start, g.end, "gold"), (p.start, p.end, "predicted"))
            yield Error(document.id, "DATE", "value", _show(g.entity), _show(p.entity), spans)


def _end_to_end(counts: Counts, gold: int, predicted: Sequence[Found], dates: Sequence[Pair]) -> None:
    right = [(g, p) for g, p in dates if same_interval(g.entity, p.entity)]
    exact = [(g, p) for g, p in right if (g.start, g.end) == (p.start, p.end)]
    on_gold = {p[:3] for _, p in dates}
    for key, pairs in ((END_TO_END, exact), (RELAXED, right)):
        taken = {p[:3] for _, p in pairs}
        counts.matched(key, len(pairs), gold, len(pairs))
        for m in predicted:
            if m.label == "DATE" and m[:3] not in taken:
                # What lies on no gold mention keeps its kind: the gold may not annotate durations at all.
                kind = m.kind.removeprefix("DATE") if m[:3] not in on_gold else ""
                counts.spurious(key._replace(member=key.member + kind))


def _show(value: Entity) -> str:
    interval = value.first if value.first == value.last else f"{value.first or '..'}/{value.last or '..'}"
    return f"{value.name} = {value.timex or '?'} ({interval or 'no day'})"
