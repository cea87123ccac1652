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
    table = [[weight(g, p) for p in predicted] for g in gold]
    possible = [(i, j) for i, row in enumerate(table) for j, value in enumerate(row) if value > 0]
    if len({i for i, _ in possible}) == len({j for _, j in possible}) == len(possible):
        return possible  # nobody has a choice
    rows, columns = linear_sum_assignment(np.maximum(table, 0.0), maximize=True)
    return [(i, j) for i, j in zip(rows.tolist(), columns.tolist(), strict=True) if table[i][j] > 0]


def shared(a: HasOffsets, b: HasOffsets) -> int:
    """How many characters two half-open spans share; spans that only touch share none."""
    if a.start >= b.end or b.start >= a.end:
        return 0
    return min(a.end, b.end) - max(a.start, b.start)


def dice(a: HasOffsets, b: HasOffsets) -> float:
    """Twice the shared characters over the sum of lengths: 1 for equal spans, 0 for spans apart."""
    characters = shared(a, b)
    return 2 * characters / (a.end - a.start + b.end - b.start) if characters else 0.0
