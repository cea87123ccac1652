"""Phrase → value by dateparser, for orders of day, month and year that no rule of ours reads.

Only phrases that a rule has found come here, with the language fixed; dateparser's `search` is never used (it
reads the family name “Ma” as a Tuesday).
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from pipeline.french_dates import periods
from pipeline.french_dates.context import Context
from pipeline.french_dates.periods import Period
from pipeline.french_dates.rules import Match


@cache
def _parser() -> Any:
    from dateparser.date import DateDataParser

    return DateDataParser(languages=["fr"], settings={"REQUIRE_PARTS": ["day", "month"]})


def parsed(match: Match, context: Context) -> Period | None:
    """The day that dateparser reads; a missing year is that of the nearest such day."""
    found = _parser().get_date_data(context.lexed.text[match.start : match.end])
    if found.date_obj is None or found.period != "day":
        return None
    date = found.date_obj.date()
    if re.search(r"\d{4}", context.lexed.text[match.start : match.end]):
        return periods.day(date).state()
    if context.base(match.start) is None:
        return periods.unknown(f"XXXX-{date:%m-%d}", "day").infer("year")
    near = context.date(date.month, date.day, None, match)
    return periods.day(near).infer(*context.marks("year")) if near else None
