"""Raw text → clean text with a map of offsets back to the raw text."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CleanText:
    """A cleaned text and where each of its characters came from.

    `starts[i]` and `ends[i]` are the raw offsets of the clean character `i`; both None where nothing changed.
    """

    text: str
    starts: list[int] | None = None
    ends: list[int] | None = None

    def raw_span(self, start: int, end: int) -> tuple[int, int]:
        """The raw offsets of the clean span `[start, end)`."""
        if self.starts is None or self.ends is None:
            return start, end
        if end <= start:
            raw = self.starts[start] if start < len(self.starts) else (self.ends[-1] if self.ends else 0)
            return raw, raw
        return self.starts[start], self.ends[end - 1]


def clean(raw: str) -> CleanText:
    """Cleans `raw` for analysis."""
    return CleanText(raw)
