"""French date expressions: where they are in a text, and what they mean.

Figures and words become lexemes (`lexer`), named shapes over lexemes find the phrases (`rules`), false dates
are refused (`refusals`), each phrase gets its value against the reference day, other dates and tenses of the
text (`context`, `*_values`), and neighbours join: ranges, parts of the day, open ends (`combine`).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from pipeline.french_dates import combine, lexer, resolve, rules, select
from pipeline.french_dates import reference as references
from pipeline.records import DateValue

_MARGIN = 100


@dataclass(frozen=True, slots=True)
class DateMention:
    """A date expression: half-open character offsets, its rule, its value, and how it was derived."""

    start: int
    end: int
    rule: str
    value: DateValue
    steps: tuple[str, ...] = ()


def find_dates(text: str, reference: dt.date | None = None) -> list[DateMention]:
    """The date expressions of `text`, in order, resolved against `reference` (the day of publication).

    A reference within a century of either end of Python's calendar (years 1 to 9999) counts as none.
    """
    if reference and not dt.MINYEAR + _MARGIN < reference.year < dt.MAXYEAR - _MARGIN:
        reference = None
    lexed = lexer.lex(text)
    chosen = select.choose(lexed, rules.matches(lexed))
    context = references.context(lexed, chosen, reference)
    atoms = combine.combine(resolve.resolve(chosen, context), context)
    return [DateMention(a.start, a.end, a.rule, a.period.value(), a.steps) for a in atoms]
