"""The day that relative dates count from: publication, else the dateline, else other full dates."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

from pipeline.french_dates.context import Context, Source
from pipeline.french_dates.lexer import Lexed
from pipeline.french_dates.resolve import evaluate
from pipeline.french_dates.rules import Match

# “Lomé, le 7 juillet 2017 (Agence) —”, “Publié le …”, “Mis à jour le …”: near the head of the text.
_DATELINE = re.compile(
    r"(?:\A|\n)[^\n]{0,60}?(?:\b(?:publie|poste|mis a jour|mise a jour|date|le)\b[^\n]{0,12}?)\Z"
)
_AFTER = re.compile(r"[ \n]*(?:$|[(\-:|/.,\n])")
_HEAD = 600


def context(lexed: Lexed, chosen: Sequence[Match], published: dt.date | None) -> Context:
    """The context of a text: its reference day, where that came from, and its full dates."""
    made = Context(lexed, published)
    anchors = []
    for match in chosen:
        if match.rule.value in ("figures", "calendar_day", "calendar_days"):
            atom = evaluate(match, Context(lexed))
            if atom and atom.period.stated and atom.period.first and atom.period.grain in ("day", "span"):
                anchors.append((atom.start, atom.period.first, atom.end))
    made.anchors = [(at, date) for at, date, _ in anchors]
    if published is None and anchors:
        made.reference, made.source = _from_text(lexed, anchors)
    return made


def _from_text(lexed: Lexed, anchors: list[tuple[int, dt.date, int]]) -> tuple[dt.date, Source]:
    for start, date, end in anchors:
        if start > _HEAD:
            break
        line = lexed.folded[max(0, start - 90) : start]
        if _DATELINE.search(line) and _AFTER.match(lexed.folded, end):
            return date, "dateline"
    return max(date for _, date, _ in anchors), "context"
