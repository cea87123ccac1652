"""Scores a stream of gold and predicted documents: counts per document, totals, and the measures by name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field

import numpy as np

from pipeline.evaluation import event_errors, events, spans, values
from pipeline.evaluation.counts import WIDTH, Counts, Floats, Key, Ledger, Whole, scores
from pipeline.evaluation.errors import Error
from pipeline.records import LABELS, Document

Confusion = Counter[tuple[str, str]]
ErrorSink = Callable[[Document, Error], None]
# Families whose members are summed to a micro and averaged to a macro score.
_FAMILIES = (spans.FAMILY, "events", "roles")
# Measures that are something else than precision, recall and F1.
_SCORES = {
    **dict.fromkeys(("factuality", "dates.values", "dates.timex"), ("accuracy",)),
    "confidence": ("precision",),
}


@dataclass(frozen=True, slots=True)
class Settings:
    """What is scored. `labels` and `types` restrict entities and events; `layers` are those predicted."""

    labels: Collection[str] | None = None
    types: Collection[str] | None = None
    layers: Collection[str] = ("entities", "events")


@dataclass(slots=True)
class Evaluation:
    """The outcome: for each measure in `rows` the counts of each document, and tables of confusion.

    `counts` has the shape documents × rows × 8 (see `pipeline.evaluation.counts`). `notes` says what was left
    out and why; `annotated` names the kinds of mentions that are scored.
    """

    documents: list[str]
    rows: list[Key]
    counts: Whole
    confusion: dict[str, Confusion]
    notes: list[str] = field(default_factory=list)
    annotated: frozenset[str] = frozenset()

    def counted(self, error: Error) -> bool:
        """Whether an error stands in the scores, and not for what the gold does not annotate at all."""
        return error.kind != spans.SPURIOUS or error.subject in self.annotated

    def totals(self) -> Floats:
        """The counts summed over documents: rows × 8."""
        totals: Floats = self.counts.sum(axis=0, dtype=np.float64)
        return totals

    def measures(self) -> dict[str, float]:
        """Every measure by its dotted name (`entities.PER.f1`); NaN where it is not defined."""
        return {name: float(value) for name, value in measures(self.rows, self.totals()).items()}


def evaluate(
    pairs: Iterable[tuple[Document, Document]],
    settings: Settings | None = None,
    on_error: ErrorSink | None = None,
) -> Evaluation:
    """Scores pairs of gold and predicted documents; keeps counts only, so memory grows by bytes a document.

    `on_error` is called with the gold document and each difference, where somebody wants to read them.
    """
    scorer = _Scorer(settings or Settings(), on_error)
    for gold, predicted in pairs:
        scorer.add(gold, predicted)
    return scorer.result()


class _Scorer:
    def __init__(self, settings: Settings, on_error: ErrorSink | None) -> None:
        self._settings, self._on_error = settings, on_error
        self._ids: list[str] = []
        self._ledger = Ledger()
        self._kinds: set[str] = set()
        self._confusion: dict[str, Confusion] = {
            "labels": Counter(),
            "types": Counter(),
            "factuality": Counter(),
        }

    def add(self, gold: Document, predicted: Document) -> None:
        """Counts one document; a layer that the gold document does not have is not scored in it."""
        counts = Counts()
        layers = gold.model_fields_set.intersection(self._settings.layers)
        if "entities" in layers:
            self._entities(counts, gold, predicted)
        if "events" in layers:
            self._events(counts, self._only_types(gold), self._only_types(predicted))
        self._ids.append(gold.id)
        self._ledger.add(counts)

    def _entities(self, counts: Counts, gold: Document, predicted: Document) -> None:
        ours, theirs = self._found(gold), self._found(predicted)
        self._kinds.update(m.kind for m in ours)
        pairs, overlapping = spans.align(ours, theirs), spans.overlaps(ours, theirs)
        spans.count(counts, ours, theirs, pairs)
        spans.count_overlaps(counts, ours, theirs, overlapping)
        values.count(counts, ours, theirs, overlapping)
        self._confusion["labels"] += spans.confusion(ours, theirs, pairs)
        if self._on_error:
            for error in (*spans.errors(gold, ours, theirs, pairs), *values.errors(gold, overlapping)):
                self._on_error(gold, error)

    def _events(self, counts: Counts, gold: Document, predicted: Document) -> None:
        alignment = events.align(gold, predicted)
        events.count(counts, gold, alignment)
        self._confusion["types"] += events.confusion(alignment, gold)
        self._confusion["factuality"].update((g.factuality, p.factuality) for g, p in alignment.pairs)
        if self._on_error:
            for error in event_errors.errors(gold, alignment):
                self._on_error(gold, error)

    def _found(self, document: Document) -> list[spans.Found]:
        wanted = self._settings.labels
        return [m for m in spans.found(document) if not wanted or m.label in wanted]

    def _only_types(self, document: Document) -> Document:
        wanted = self._settings.types
        if not wanted:
            return document
        return document.model_copy(update={"events": [e for e in document.events if e.type in wanted]})

    def result(self) -> Evaluation:
        """Totals by measure, with what the gold does not annotate set aside."""
        keys, counts = self._ledger.matrix()
        annotated = self._kinds.union(self._settings.labels or ()) or set(LABELS)
        notes = _set_aside(keys, counts, annotated)
        labels = self._confusion["labels"]
        for pair in [p for p in labels if p[0] == "—" and p[1] not in annotated]:
            del labels[pair]
        rows, counts = _with_micro(*_folded(keys, counts), annotated)
        return Evaluation(self._ids, rows, counts, self._confusion, notes, frozenset(annotated))


def measures(rows: list[Key], totals: Floats) -> dict[str, Floats]:
    """Every measure by dotted name from counts of shape … × rows × 8; each value has the leading shape."""
    table = scores(totals)
    named: dict[str, Floats] = {}
    members: dict[tuple[str, str], list[int]] = {}
    for number, key in enumerate(rows):
        wanted = _SCORES.get(key.family, _SCORES.get(key.path, ("precision", "recall", "f1")))
        for name in wanted:
            named[f"{key.path}.{name}"] = table[name][..., number]
            if key.variant == "strict":
                named[f"{key.path}.strict.{name}"] = table[name][..., number]
        if key.family in _FAMILIES and key.member != "micro":
            members.setdefault((key.family, key.variant), []).append(number)
    for (family, variant), numbers in members.items():
        path = Key(family, "macro", variant).path
        for name in ("precision", "recall", "f1"):
            named[f"{path}.{name}"] = _mean(table[name][..., numbers])
            if variant == "strict":
                named[f"{path}.strict.{name}"] = named[f"{path}.{name}"]
    return dict(sorted(named.items()))


def _mean(values: Floats) -> Floats:
    """The mean over the last axis of the values that are defined."""
    defined = ~np.isnan(values)
    number = defined.sum(-1)
    total = np.where(defined, values, 0.0).sum(-1)
    return np.where(number > 0, total / np.maximum(number, 1), np.nan)


def _set_aside(keys: list[Key], counts: Whole, annotated: set[str]) -> list[str]:
    """Zeroes the spurious mentions of what the gold never annotates; says so in a line each."""
    notes = []
    for number, key in enumerate(keys):
        kind = f"DATE/{key.member.partition('/')[2]}" if "/" in key.member else key.member
        aside = "/" in key.member or key.family == spans.FAMILY
        if aside and kind not in annotated and counts[:, number, 7].any():
            if key.family == spans.FAMILY and key.variant == "strict":
                mentions = int(counts[:, number, 7].sum())
                hint = "" if "/" in kind else " (--labels counts them)"
                notes.append(
                    f"{mentions} predicted {kind} mentions are left out: the gold annotates none{hint}"
                )
            counts[:, number, 7] = 0
    return notes


def _folded(keys: list[Key], counts: Whole) -> tuple[list[Key], Whole]:
    """Adds the rows of DATE/TIME, DATE/DURATION and DATE/SET to those of DATE."""
    folded = [key._replace(member=key.member.partition("/")[0]) for key in keys]
    rows = sorted(set(folded))
    result = np.zeros((len(counts), len(rows), WIDTH), dtype=np.int32)
    for number, key in enumerate(folded):
        result[:, rows.index(key)] += counts[:, number]
    return rows, result


def _with_micro(rows: list[Key], counts: Whole, annotated: set[str]) -> tuple[list[Key], Whole]:
    """Adds the micro rows; a label that the gold never uses gets no row of its own."""
    sums: dict[Key, list[int]] = {}
    for number, key in enumerate(rows):
        if key.family in _FAMILIES:
            sums.setdefault(key._replace(member="micro"), []).append(number)
    micro = [counts[:, numbers].sum(axis=1, keepdims=True, dtype=np.int32) for numbers in sums.values()]
    labels = {kind.partition("/")[0] for kind in annotated}
    kept = [n for n, key in enumerate(rows) if key.family != spans.FAMILY or key.member in labels]
    keys = [*(rows[n] for n in kept), *sums]
    if not keys:
        return [], np.zeros((len(counts), 0, WIDTH), dtype=np.int32)
    return keys, np.concatenate([counts[:, kept], *micro], axis=1)
