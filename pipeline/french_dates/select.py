"""Which of the overlapping matches are date expressions: false ones refused, then the first and longest."""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.french_dates import refusals
from pipeline.french_dates.lexer import Lexed
from pipeline.french_dates.rules import Match


def choose(lexed: Lexed, matches: Iterable[Match]) -> list[Match]:
    """The matches that remain, in text order, none overlapping: leftmost, then longest, then first rule."""
    kept = [match for match in matches if not refusals.refused(lexed, match)]
    kept.sort(key=lambda match: (match.first, -match.last))
    chosen: list[Match] = []
    end = 0
    for match in kept:
        if match.first >= end:
            chosen.append(match)
            end = match.last
    return chosen
