"""What a difference between gold and prediction is, for people who read the report."""

from __future__ import annotations

import re
from typing import NamedTuple

# A sentence ends at a line end, or after a full stop, question or exclamation mark before white space.
_BOUNDARY = re.compile(r"\n+|(?<=[.!?…])\s+")
_WINDOW = 300


class Error(NamedTuple):
    """One difference. `kind` is what went wrong, `subject` the label, type or role it concerns.

    `gold` and `predicted` are the two readings as text (None where there is none), `spans` their offsets in
    the document's text as (start, end, side) with side `gold` or `predicted`.
    """

    document: str
    subject: str
    kind: str
    gold: str | None
    predicted: str | None
    spans: tuple[tuple[int, int, str], ...] = ()


def sentence(text: str, start: int, end: int) -> tuple[int, int]:
    """Offsets of the sentence or line around `[start, end)`, cut at 300 characters on either side."""
    low, high = max(0, start - _WINDOW), min(len(text), end + _WINDOW)
    begin = max((match.end() for match in _BOUNDARY.finditer(text, low, start)), default=low)
    after = _BOUNDARY.search(text, end, high)
    return begin, after.start() if after else high
