"""The day that relative dates count from: publication, else the dateline, else other full dates."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

from pipeline.french_dates.context import Context, Source
from pipeline.french_dates.lexer import Lexed
from pipeline.french_dates.periods import DAY
from pipeline.french_dates.resolve import Atom, evaluate
from pipeline.french_dates.rules import Match

# “Lomé, le 7 juillet 2017 (Agence) —”, “Publié le …”, “Mis à jour le …”: near the head of the text.
_DATELINE = re.compile(
    r"(?:\A|\n)[^\n]{0,60}?(?:\b(?:publie|poste|mis a jour|mise a jour|date|le)\b[^\n]{0,12}?)\Z"
)
_AFTER = re.compile(r"[ \n]*(?:$|[(\-:|/.,\n])")
_HEAD = 600
_LINE = 90
_CALENDAR = (
    "figures",
    "days_in_figures",
    "calendar_day",
    "calendar_days",
    "calendar_month",
    "calendar_year",
    "quarter",
)


def context(lexed: Lexed, chosen: Sequence[Match], published: dt.date | None) -> Context:
    """The context of a text: its reference day, where that came from, and its full dates."""
    made = Context(lexed, published)
    stated = [atom for match in chosen if match.rule.value in _CALENDAR and (atom := _stated(match, lexed))]
    made.anchors = [(atom.start, _last(atom)) for atom in stated if atom.period.grain != "year"]
    made.years = [(atom.start, _last(atom)) for atom in stated if atom.period.grain == "year"]
    days = [atom for atom in stated if atom.period.grain in ("day", "span")]
    if published is None and days:
        made.reference, made.source = _from_text(lexed, days)
    return made


def _stated(match: Match, lexed: Lexed) -> Atom | None:
    """The atom of a match that names its year."""
    atom = evaluate(match, Context(lexed))
    return atom if atom and atom.period.stated and atom.period.last else None


def _last(atom: Atom) -> dt.date:
    return atom.period.last or dt.date.min


def _from_text(lexed: Lexed, days: list[Atom]) -> tuple[dt.date, Source]:
    """What a word beside a full day tells; else the dateline, if one of the first is one; else the latest day."""
    told = next((date for atom in days if (date := _told(lexed, atom))), None)
    if told:
        return told, "context"
    for atom in days:
        if atom.start > _HEAD:
            break
        line = lexed.folded[max(0, atom.start - _LINE) : atom.start]
        if _DATELINE.search(line) and _AFTER.match(lexed.folded, atom.end):
            return _last(atom), "dateline"
    return max(map(_last, days)), "context"


def _told(lexed: Lexed, atom: Atom) -> dt.date | None:
    """The day on which a text says “hier, jeudi 20 mai 2021”; None if no such word stands before the date."""
    comma = lexed.tokens[atom.first - 1].kind == "COMMA"
    word = lexed.tokens[max(0, atom.first - 1 - comma)]
    return _last(atom) - int(word.value) * DAY if word.kind == "DEICTIC" else None
