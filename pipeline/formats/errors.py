"""What goes wrong with annotation files, and what a format cannot hold."""

from __future__ import annotations

from collections import Counter


class FormatError(ValueError):
    """A file that is not what its format asks for; the message names file, line, value and remedy."""


class Losses:
    """Collects what could not be carried over, so that it is said once and not silently dropped."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()

    def add(self, what: str, number: int = 1) -> None:
        """Notes that `number` times `what` (a plural, as in “durations of events”) was left out."""
        if number:
            self._counts[what] += number

    def sentence(self, name: str) -> str | None:
        """One line for all that `name` could not hold, or None if it held everything."""
        if not self._counts:
            return None
        parts = (f"{number} {what}" for what, number in sorted(self._counts.items()))
        return f"{name} cannot hold, and these are left out: {', '.join(parts)}"


def explain(error: Exception) -> str:
    """One sentence for people: ours as it stands, the system's with the file first and without its number."""
    if isinstance(error, OSError) and error.strerror:
        return f"{error.filename}: {error.strerror[0].lower()}{error.strerror[1:]}; check the path"
    return str(error)
