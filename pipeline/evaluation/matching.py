"""One-to-one matching of gold and predicted items, and when two spans touch."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol, TypeVar

import numpy as np
from scipy.optimize import linear_sum_assignment


class HasOffsets(Protocol):
    """Anything with half-open offsets."""

    @property
    def start(self) -> int:
        """First character."""

    @property
    def end(self) -> int:
        """One past the last character."""


Gold = TypeVar("Gold")
Predicted = TypeVar("Predicted")


def assign(
    gold: Sequence[Gold], predicted: Sequence[Predicted], weight: Callable[[Gold, Predicted], float]
) -> list[tuple[int, int]]:
    """The one-to-one pairs (indices into `gold` and `predicted`) whose summed weight is largest.

    Pairs of weight 0 or less are left out. Hungarian method, as in CEAF (Luo 2005).
    """
    if not gold or not predicted:
        return []
    weights = np.array([[max(weight(g, p), 0.0) for p in predicted] for g in gold])
    if not weights.any():
        return []
    rows, columns = linear_sum_assignment(weights, maximize=True)
    return [(int(i), int(j)) for i, j in zip(rows, columns, strict=True) if weights[i, j] > 0]


def shared(a: HasOffsets, b: HasOffsets) -> int:
    """How many characters two half-open spans share; spans that only touch share none."""
    return max(0, min(a.end, b.end) - max(a.start, b.start))


def dice(a: HasOffsets, b: HasOffsets) -> float:
    """Twice the shared characters over the sum of lengths: 1 for equal spans, 0 for spans apart."""
    length = a.end - a.start + b.end - b.start
    return 2 * shared(a, b) / length if length else 0.0
