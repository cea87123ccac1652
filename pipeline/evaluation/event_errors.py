"""The differences between aligned events, and the events that were missed or invented, as errors to read."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.evaluation import facts
from pipeline.evaluation.errors import Error
from pipeline.evaluation.events import Alignment
from pipeline.evaluation.fillers import Fillers, fold
from pipeline.records import Document, Event, EventDate, Filler

_GOLD, _PREDICTED = "gold", "predicted"


def errors(gold: Document, alignment: Alignment) -> Iterator[Error]:
    """The errors of one document: events missed and spurious, then the facts of aligned events."""
    for event in alignment.missed:
        yield Error(gold.id, event.type, "event missed", describe(event), None, _places(event, _GOLD))
    for event in alignment.spurious:
        yield Error(gold.id, event.type, "event spurious", None, describe(event), _places(event, _PREDICTED))
    compare = Fillers(gold)
    for g, p in alignment.pairs:
        yield from _fillers(gold.id, g, p, compare)
        yield from _single(gold.id, g, p)


def describe(event: Event) -> str:
    """An event in a line: type, name, date and fillers."""
    roles = (f"{role}: {', '.join(f.text for f in some)}" for role, some in facts.fillers(event).items())
    parts = [event.name or "", event.date.text if event.date else "", *roles]
    return f"{event.type} · " + " · ".join(part for part in parts if part)


def _fillers(document: str, gold: Event, predicted: Event, compare: Fillers) -> Iterator[Error]:
    ours, theirs = facts.fillers(gold), facts.fillers(predicted)
    for role in sorted(ours.keys() | theirs.keys()):
        g, p = ours.get(role, []), theirs.get(role, [])
        pairs = compare.pairs(g, p)
        for i, j, exact in pairs:
            if not exact:
                spans = (_span(g[i], _GOLD), _span(p[j], _PREDICTED))
                yield Error(document, role, "filler worded otherwise", g[i].text, p[j].text, spans)
        for i, filler in enumerate(g):
            if i not in {i for i, _, _ in pairs}:
                yield Error(document, role, "filler missed", filler.text, None, (_span(filler, _GOLD),))
        for j, filler in enumerate(p):
            if j not in {j for _, j, _ in pairs}:
                yield Error(
                    document, role, "filler spurious", None, filler.text, (_span(filler, _PREDICTED),)
                )


def _single(document: str, gold: Event, predicted: Event) -> Iterator[Error]:
    spans = (*_places(gold, _GOLD), *_places(predicted, _PREDICTED))
    if gold.factuality != predicted.factuality:
        yield Error(document, "factuality", "factuality", gold.factuality, predicted.factuality, spans)
    if _show_date(gold.date) != _show_date(predicted.date):
        dates = tuple(_span(d, s) for d, s in ((gold.date, _GOLD), (predicted.date, _PREDICTED)) if d)
        yield Error(document, "date", "date", _show_date(gold.date), _show_date(predicted.date), dates)
    if fold(gold.name or "") != fold(predicted.name or ""):
        yield Error(document, "name", "name", gold.name, predicted.name, spans)
    if gold.duration != predicted.duration:
        yield Error(document, "duration", "duration", gold.duration, predicted.duration, spans)
    ours, theirs = facts.numbers(gold), facts.numbers(predicted)
    if ours != theirs:
        shown = [", ".join(map(str, sorted(some.elements()))) or None for some in (ours, theirs)]
        yield Error(document, "count", "count", shown[0], shown[1], spans)


def _places(event: Event, side: str) -> tuple[tuple[int, int, str], ...]:
    """Where an event is told: its trigger, else its first facts."""
    if event.trigger:
        return ((event.trigger.start, event.trigger.end, side),)
    spans = [(f.start, f.end, side) for some in facts.fillers(event).values() for f in some]
    if event.date:
        spans.append((event.date.start, event.date.end, side))
    return tuple(sorted(spans)[:3])


def _span(filler: Filler | EventDate, side: str) -> tuple[int, int, str]:
    return filler.start, filler.end, side


def _show_date(date: EventDate | None) -> str | None:
    if date is None:
        return None
    days = date.first if date.first == date.last else f"{date.first or '..'}/{date.last or '..'}"
    return days or date.timex or date.text
