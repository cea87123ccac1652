"""The five counts of the SemEval-2013 scheme, and precision, recall, F1 and accuracy from them.

A gold item is correct, incorrect, partial or missed; a predicted item is correct, incorrect, partial or
spurious (Segura-Bedmar et al. 2013, SemEval-2013 task 9.1; the five categories are those of MUC-5, Chinchor
and Sundheim 1993). The two sides are counted apart, because under a measure per label the gold item counts
for its own label and the predicted one for its own: so a label's precision is the share of what was predicted
with that label, as in CoNLL-2003. Over all labels together both sides agree.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any, Literal, NamedTuple

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int32]
Verdict = Literal["correct", "incorrect", "partial"]

GOLD = {"correct": 0, "incorrect": 1, "partial": 2, "missed": 3}
PREDICTED = {"correct": 4, "incorrect": 5, "partial": 6, "spurious": 7}
WIDTH = 8


class Key(NamedTuple):
    """What is counted: `entities`/`PER`/`strict`, `roles`/`organiser`/`relaxed`, `place`//`aligned`."""

    family: str
    member: str = ""
    variant: str = ""

    @property
    def path(self) -> str:
        """The dotted name in reports; the strict variant of entities is the one without a suffix."""
        variant = "" if self.variant == "strict" else self.variant
        return ".".join(part for part in (self.family, self.member, variant) if part)


class Counts(defaultdict[Key, list[int]]):
    """The counts of one document: key → the four of the gold side, then the four of the predicted side."""

    def __init__(self) -> None:
        super().__init__(lambda: [0] * WIDTH)

    def pair(self, gold: Key, predicted: Key, verdict: Verdict) -> None:
        """Counts a gold item and the predicted item paired with it."""
        self[gold][GOLD[verdict]] += 1
        self[predicted][PREDICTED[verdict]] += 1

    def missed(self, key: Key, number: int = 1) -> None:
        """Counts gold items that nothing was paired with."""
        if number:
            self[key][GOLD["missed"]] += number

    def spurious(self, key: Key, number: int = 1) -> None:
        """Counts predicted items that nothing was paired with."""
        if number:
            self[key][PREDICTED["spurious"]] += number

    def matched(self, key: Key, correct: int, gold: int, predicted: int) -> None:
        """Counts `correct` pairs among `gold` and `predicted` items; the others are missed and spurious."""
        for _ in range(correct):
            self.pair(key, key, "correct")
        self.missed(key, gold - correct)
        self.spurious(key, predicted - correct)


class Ledger:
    """The counts of many documents, a kilobyte or so each."""

    def __init__(self) -> None:
        self._columns: dict[Key, int] = {}
        self._documents: list[tuple[Whole, Whole]] = []

    def add(self, counts: Counts) -> None:
        """Notes the counts of one more document."""
        columns = [self._columns.setdefault(key, len(self._columns)) for key in counts]
        values = np.array(list(counts.values()), dtype=np.int32).reshape(-1, WIDTH)
        self._documents.append((np.array(columns, dtype=np.int32), values))

    def matrix(self) -> tuple[list[Key], Whole]:
        """The keys in sorted order and an array documents × keys × 8."""
        keys = sorted(self._columns)
        order = np.zeros(len(keys), dtype=np.int32)
        order[[self._columns[key] for key in keys]] = np.arange(len(keys))
        array = np.zeros((len(self._documents), len(keys), WIDTH), dtype=np.int32)
        for row, (columns, values) in enumerate(self._documents):
            array[row, order[columns]] = values
        return keys, array


def scores(counts: Floats | Whole) -> dict[str, Floats]:
    """Precision, recall, F1 and accuracy of an array of counts whose last axis has length 8.

    A partial item counts one half. Where one side is empty the score is 0; where both are, it is not defined
    (NaN). Accuracy is the share of pairs that are right, whatever was missed.
    """
    right_p = counts[..., 4] + counts[..., 6] / 2
    right_g = counts[..., 0] + counts[..., 2] / 2
    given_p, given_g = counts[..., 4:8].sum(-1), counts[..., 0:4].sum(-1)
    paired = counts[..., 0:3].sum(-1)
    empty = (given_p == 0) & (given_g == 0)
    # 2PR/(P+R) with one division, so that the last digit is that of the fraction worked by hand.
    f1 = _divide(2 * right_p * right_g, right_p * given_g + right_g * given_p, empty)
    return {
        "precision": _divide(right_p, given_p, empty),
        "recall": _divide(right_g, given_g, empty),
        "f1": f1,
        "accuracy": _divide(right_g, paired, empty),
    }


def five(counts: Floats | Whole) -> dict[str, int]:
    """The five counts and the numbers of gold and predicted items, from eight counts of one measure."""
    values: list[Any] = [int(value) for value in counts]
    return {
        "correct": values[0],
        "incorrect": values[1],
        "partial": values[2],
        "missed": values[3],
        "spurious": values[7],
        "gold": sum(values[0:4]),
        "predicted": sum(values[4:8]),
    }


def _divide(numerator: Floats, denominator: Floats, undefined: npt.NDArray[np.bool_]) -> Floats:
    with np.errstate(invalid="ignore", divide="ignore"):
        quotient = np.where(denominator > 0, numerator / denominator, 0.0)
    return np.where(undefined, np.nan, quotient)
