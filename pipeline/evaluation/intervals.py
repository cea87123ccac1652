"""How sure is a score, and is the difference between two predictions more than chance?

Documents are what is resampled and swapped, because errors within a document depend on each other.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from pipeline.evaluation.counts import WIDTH, Floats, Key
from pipeline.evaluation.scoring import Evaluation, measures

SAMPLES = 1000
TRIALS = 9999
_BATCH = 200


class Comparison(NamedTuple):
    """One measure under two predictions, and the probability of such a difference by chance."""

    value: float
    other: float
    p: float

    @property
    def difference(self) -> float:
        """How much higher the first prediction scores."""
        return self.value - self.other


def bootstrap(
    evaluation: Evaluation, samples: int = SAMPLES, seed: int = 0
) -> dict[str, tuple[float, float]]:
    """95 % intervals by measure: percentiles over `samples` sets of documents drawn with replacement.

    Percentile bootstrap (Efron and Tibshirani 1993); the same seed gives the same intervals. Empty with fewer
    than two documents; a measure that is undefined in every sample has none.
    """
    number = len(evaluation.documents)
    if number < 2:  # noqa: PLR2004 (nothing to draw from)
        return {}
    generator = np.random.default_rng(seed)
    flat = evaluation.counts.reshape(number, -1).astype(float)
    drawn: dict[str, list[Floats]] = {}
    for size in _batches(samples):
        weights = generator.multinomial(number, np.full(number, 1 / number), size).astype(float)
        totals = (weights @ flat).reshape(size, len(evaluation.rows), WIDTH)
        for name, values in measures(evaluation.rows, totals).items():
            drawn.setdefault(name, []).append(values)
    return {
        name: interval
        for name, parts in drawn.items()
        if (interval := _percentiles(np.concatenate(parts))) is not None
    }


def compare(
    evaluation: Evaluation, other: Evaluation, trials: int = TRIALS, seed: int = 0
) -> dict[str, Comparison]:
    """Both scores and the p-value of their difference, for every measure that either evaluation has.

    Paired approximate randomisation (Noreen 1989; Yeh 2000): the two readings of each document are swapped at
    random; p is the share of trials, the one observed included, with at least the observed difference. Both
    evaluations must be of the same gold documents (ValueError otherwise).
    """
    if sorted(evaluation.documents) != sorted(other.documents):
        msg = "the two predictions were scored on different documents: evaluate both against the same gold"
        raise ValueError(msg)
    rows = sorted({*evaluation.rows, *other.rows})
    ours, theirs = _aligned(evaluation, rows), _aligned(other, rows)
    observed, against = measures(rows, ours.sum(0)), measures(rows, theirs.sum(0))
    exceeded = dict.fromkeys(observed, 0)
    generator = np.random.default_rng(seed)
    difference = (ours - theirs).reshape(len(ours), -1)
    for size in _batches(trials):
        swapped = generator.integers(0, 2, (size, len(ours))).astype(float)
        moved = (swapped @ difference).reshape(size, len(rows), WIDTH)
        first, second = measures(rows, ours.sum(0) - moved), measures(rows, theirs.sum(0) + moved)
        for name in exceeded:
            # Sums of fractions differ in the last digits with their order.
            gap = abs(float(observed[name]) - float(against[name])) - 1e-12
            exceeded[name] += int((np.abs(first[name] - second[name]) >= gap).sum())
    return {
        name: Comparison(float(observed[name]), float(against[name]), (exceeded[name] + 1) / (trials + 1))
        for name in observed
        if not np.isnan(observed[name]) and not np.isnan(against[name])
    }


def _batches(number: int) -> Iterator[int]:
    while number > 0:
        yield min(number, _BATCH)
        number -= _BATCH


def _percentiles(values: Floats) -> tuple[float, float] | None:
    defined = values[~np.isnan(values)]
    if not defined.size:
        return None
    low, high = np.percentile(defined, [2.5, 97.5])
    return float(low), float(high)


def _aligned(evaluation: Evaluation, rows: list[Key]) -> Floats:
    """The counts with documents in the order of their ids and a column for every key of `rows`."""
    order = sorted(range(len(evaluation.documents)), key=evaluation.documents.__getitem__)
    result = np.zeros((len(order), len(rows), WIDTH))
    for number, key in enumerate(evaluation.rows):
        result[:, rows.index(key)] = evaluation.counts[order, number]
    return result
