"""French date expressions: where they are in a text, and what they mean."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from pipeline.records import DateValue


@dataclass(frozen=True, slots=True)
class DateMention:
    """A date expression: half-open character offsets, its value, and the rule that found it."""

    start: int
    end: int
    rule: str
    value: DateValue


def find_dates(text: str, reference: dt.date | None = None) -> list[DateMention]:  # noqa: ARG001 (filled by the date rules)
    """The date expressions of `text`, in order, resolved against `reference` (the day of publication)."""
    return []
