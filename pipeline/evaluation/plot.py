"""Scores with their intervals as an SVG drawing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

_LEFT, _WIDTH, _ROW = 240, 400, 22


def bars(scores: Sequence[tuple[str, float]], intervals: Mapping[str, tuple[float, float]]) -> str:
    """One row a score (name, value from 0 to 1): a dot, its interval as a line, and the number."""
    height = _ROW * len(scores) + 30
    grid = "".join(
        f'<line class="grid" x1="{_x(n / 4)}" x2="{_x(n / 4)}" y1="0" y2="{height - 24}"/>'
        f'<text class="axis" x="{_x(n / 4)}" y="{height - 8}">{25 * n}</text>'
        for n in range(5)
    )
    rows = "".join(_row(n, name, value, intervals.get(name)) for n, (name, value) in enumerate(scores))
    return (
        f'<svg class="plot" viewBox="0 0 {_LEFT + _WIDTH + 110} {height}" role="img"'
        f' aria-label="Scores with 95 % intervals">{grid}{rows}</svg>'
    )


def _row(number: int, name: str, value: float, interval: tuple[float, float] | None) -> str:
    y = _ROW * number + _ROW // 2
    line, shown = "", f"{100 * value:.1f}"
    if interval:
        line = f'<line class="interval" x1="{_x(interval[0])}" x2="{_x(interval[1])}" y1="{y}" y2="{y}"/>'
        shown += f" ({100 * interval[0]:.0f}–{100 * interval[1]:.0f})"
    return (
        f'<g><text class="name" x="{_LEFT - 12}" y="{y + 4}">{escape(name)}</text>{line}'
        f'<circle cx="{_x(value)}" cy="{y}" r="4"/>'
        f'<text class="value" x="{_LEFT + _WIDTH + 12}" y="{y + 4}">{shown}</text></g>'
    )


def _x(share: float) -> float:
    return round(_LEFT + _WIDTH * share, 1)
