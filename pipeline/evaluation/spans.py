"""Entity mentions: the SemEval-2013 measures (strict, exact, partial, type) and overlap."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from pipeline.evaluation.counts import Counts, Key, Verdict
from pipeline.evaluation.errors import Error
from pipeline.evaluation.matching import assign, dice, shared
from pipeline.records import Document, Entity

FAMILY = "entities"
SPURIOUS = "spurious"
SCHEMES = ("strict", "exact", "partial", "type")


class Found(NamedTuple):
    """A mention with its label; `kind` tells the durations, times and sets among the DATE mentions apart."""

    start: int
    end: int
    label: str
    kind: str
    entity: Entity


Pair = tuple[Found, Found]


def found(document: Document) -> list[Found]:
    """The mentions of a document in text order, each (start, end, label) once."""
    mentions = {
        (mention.start, mention.end, entity.label): Found(
            mention.start, mention.end, entity.label, _kind(entity), entity
        )
        for entity in document.entities
        for mention in entity.mentions
    }
    return [mentions[key] for key in sorted(mentions)]


def align(gold: Sequence[Found], predicted: Sequence[Found]) -> list[Pair]:
    """One-to-one pairs of mentions that share a character.

    Equal span and label come first, then equal spans, then what overlaps: same label before another one,
    more overlap before less, the best sum of all.
    """
    pairs: list[Pair] = []
    for key in (lambda m: (m.start, m.end, m.label), lambda m: (m.start, m.end)):
        gold, predicted = _take(gold, predicted, key, pairs)
    gold, predicted = _touched(gold, predicted), _touched(predicted, gold)

    def weight(g: Found, p: Found) -> float:
        overlap = dice(g, p)
        return overlap + (g.label == p.label) if overlap else 0.0

    pairs += [(gold[i], predicted[j]) for i, j in assign(gold, predicted, weight)]
    return pairs


def overlaps(gold: Sequence[Found], predicted: Sequence[Found]) -> list[Pair]:
    """As many one-to-one pairs of the same label that share a character as there can be, the closest ones."""
    pairs: list[Pair] = []
    for label in sorted({m.label for m in gold}):
        g = [m for m in gold if m.label == label]
        p = [m for m in predicted if m.label == label]
        g, p = _touched(g, p), _touched(p, g)
        # One more pair is always worth more than any closeness.
        pairs += [(g[i], p[j]) for i, j in assign(g, p, lambda a, b: bool(shared(a, b)) * (2 + dice(a, b)))]
    return pairs


def count(counts: Counts, gold: Sequence[Found], predicted: Sequence[Found], pairs: Sequence[Pair]) -> None:
    """Adds the five counts of each scheme for aligned mentions."""
    for g, p in pairs:
        for scheme, verdict in _verdicts(g, p):
            counts.pair(Key(FAMILY, g.label, scheme), Key(FAMILY, p.kind, scheme), verdict)
    missed, spurious = _rest(gold, predicted, pairs)
    for scheme in SCHEMES:
        for m in missed:
            counts.missed(Key(FAMILY, m.label, scheme))
        for m in spurious:
            counts.spurious(Key(FAMILY, m.kind, scheme))


def count_overlaps(
    counts: Counts, gold: Sequence[Found], predicted: Sequence[Found], pairs: Sequence[Pair]
) -> None:
    """Adds the counts of the overlap measure."""
    for g, p in pairs:
        counts.pair(Key(FAMILY, g.label, "overlap"), Key(FAMILY, p.kind, "overlap"), "correct")
    missed, spurious = _rest(gold, predicted, pairs)
    for m in missed:
        counts.missed(Key(FAMILY, m.label, "overlap"))
    for m in spurious:
        counts.spurious(Key(FAMILY, m.kind, "overlap"))


def confusion(
    gold: Sequence[Found], predicted: Sequence[Found], pairs: Sequence[Pair]
) -> Counter[tuple[str, str]]:
    """Gold label × predicted label of aligned mentions; `—` stands for no mention.

    What lies on no gold mention stands under its kind, so that what the gold does not annotate can be set aside.
    """
    missed, spurious = _rest(gold, predicted, pairs)
    return Counter(
        [(g.label, p.label) for g, p in pairs]
        + [(m.label, "—") for m in missed]
        + [("—", m.kind) for m in spurious]
    )


def errors(
    document: Document, gold: Sequence[Found], predicted: Sequence[Found], pairs: Sequence[Pair]
) -> Iterator[Error]:
    """The mentions that are not strictly right."""
    text = document.text
    for g, p in pairs:
        if kind := _difference(g, p):
            spans = ((g.start, g.end, "gold"), (p.start, p.end, "predicted"))
            yield Error(document.id, g.label, kind, _show(g, text), _show(p, text), spans)
    missed, spurious = _rest(gold, predicted, pairs)
    for m in missed:
        yield Error(document.id, m.label, "missed", _show(m, text), None, ((m.start, m.end, "gold"),))
    for m in spurious:
        yield Error(document.id, m.kind, SPURIOUS, None, _show(m, text), ((m.start, m.end, "predicted"),))


def _verdicts(g: Found, p: Found) -> Iterator[tuple[str, Verdict]]:
    boundaries, label = (g.start, g.end) == (p.start, p.end), g.label == p.label
    yield "strict", "correct" if boundaries and label else "incorrect"
    yield "exact", "correct" if boundaries else "incorrect"
    yield "partial", "correct" if boundaries else "partial"
    yield "type", "correct" if label else "incorrect"


def _difference(g: Found, p: Found) -> str:
    wrong = []
    if (g.start, g.end) != (p.start, p.end):
        wrong.append("boundaries")
    if g.label != p.label:
        wrong.append("label")
    return " and ".join(wrong)


def _take(
    gold: Sequence[Found],
    predicted: Sequence[Found],
    key: Callable[[Found], tuple[object, ...]],
    pairs: list[Pair],
) -> tuple[list[Found], list[Found]]:
    """Pairs what has the same key; gives what is left of both sides."""
    waiting: dict[tuple[object, ...], list[Found]] = {}
    for m in reversed(predicted):
        waiting.setdefault(key(m), []).append(m)
    left = []
    for m in gold:
        same = waiting.get(key(m))
        if same:
            pairs.append((m, same.pop()))
        else:
            left.append(m)
    return left, sorted((m for same in waiting.values() for m in same), key=lambda m: m[:3])


def _touched(some: Sequence[Found], others: Sequence[Found]) -> list[Found]:
    return [m for m in some if any(shared(m, other) for other in others)]


def _rest(
    gold: Sequence[Found], predicted: Sequence[Found], pairs: Sequence[Pair]
) -> tuple[list[Found], list[Found]]:
    paired_gold = {g[:3] for g, _ in pairs}
    paired_predicted = {p[:3] for _, p in pairs}
    return (
        [m for m in gold if m[:3] not in paired_gold],
        [m for m in predicted if m[:3] not in paired_predicted],
    )


def _kind(entity: Entity) -> str:
    return (
        f"DATE/{entity.type}"
        if entity.label == "DATE" and entity.type not in {None, "DATE"}
        else entity.label
    )


def _show(m: Found, text: str) -> str:
    return f"{m.label}: {text[m.start : m.end]}"
