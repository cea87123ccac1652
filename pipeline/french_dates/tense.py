"""Whether the sentence around a phrase looks ahead or back (its verbs, and words that plan)."""

from __future__ import annotations

import re
from functools import cache
from typing import Literal

from pipeline import lexicon
from pipeline.french_dates.lexer import is_date_word

Tense = Literal["past", "future"]

# How far a verb may be from the phrase, in characters, and what a clause boundary between them costs.
_WINDOW = 220
_BOUNDARY_COST = 60

_SENTENCE_END = re.compile(r"[.!?…](?=[\s»”\"]|$)|\n")
_BOUNDARY = re.compile(r"[,;:()«»]|\b(?:que|qu'|qui|dont|où|quand|lorsque|pour|afin|après|avant)\b")
_WORD = re.compile(r"[^\W\d_]{4,}")
_ANNOUNCEMENT = 2
_BE = ("est ", "sont ", "étai")
_CUES = re.compile(
    r"(?P<future>\b[a-zà-ÿ]*(?:er|ir|dr|tr|vr|rr|ur)(?:a|ont|ai|ons|ez)\b)"
    r"|(?P<conditional>\b[a-zà-ÿ]+rai(?:t|ent)\b)"
    r"|(?P<perfect>\b(?:a|ont|est|sont|ai|avons|avait|avaient|était|étaient|ayant)\s(?:[a-zà-ÿ]+\s){0,2}?"
    r"(?P<participle>[a-zà-ÿ]+(?:é|ée|és|ées|i|is|it|ie|ies|u|us|ue|ues|ert|erte|ort|orte))\b)"
    r"|(?P<imperfect>\b[a-zà-ÿ]{2,}ai(?:t|ent)\b)"
    r"|(?P<word>\b[a-zà-ÿ]+(?:-[a-zà-ÿ]+)?\b)"
)


@cache
def _words() -> dict[str, str]:
    return {row["form"]: row["cue"] for row in lexicon.rows("date_tense")}


def sentence(text: str, start: int, end: int) -> tuple[int, int]:
    """The bounds of the sentence around `text[start:end]`, at most `_WINDOW` characters on each side."""
    low = max(0, start - _WINDOW)
    for match in _SENTENCE_END.finditer(text, low, start):
        low = match.end()
    high = min(len(text), end + _WINDOW)
    stop = _SENTENCE_END.search(text, end, high)
    return low, stop.start() if stop else high


def around(text: str, start: int, end: int, *, strict: bool = False) -> Tense | None:
    """The tense of the verb nearest to `text[start:end]` in its sentence.

    Without a verb a line that says hardly more than the phrase announces (a programme); else None.
    `strict` takes only a verb of the same clause, and no perfect with être (“est ouvert aujourd'hui”).
    """
    low, high = sentence(text, start, end)
    lowered = text[low:high].lower().replace("’", "'")
    if len(lowered) != high - low:
        return None
    best: tuple[int, Tense] | None = None
    for match in _CUES.finditer(lowered):
        tense = _tense(match)
        if tense is None or (strict and match["perfect"] and match["perfect"].startswith(_BE)):
            continue
        at = match.start() + low, match.end() + low
        if at[1] > start and at[0] < end:
            continue
        between = lowered[at[1] - low : start - low] if at[1] <= start else lowered[end - low : at[0] - low]
        if strict and _BOUNDARY.search(between):
            continue
        cost = len(between) + _BOUNDARY_COST * len(_BOUNDARY.findall(between))
        if best is None or cost < best[0]:
            best = cost, tense
    if best:
        return best[1]
    words = (*_WORD.findall(text, low, start), *_WORD.findall(text, end, high))
    others = [word for word in words if not is_date_word(word)]
    return "future" if len(others) <= _ANNOUNCEMENT else None


def _tense(match: re.Match[str]) -> Tense | None:
    words = _words()
    if match["perfect"]:
        return "future" if words.get(match["participle"]) == "future" else "past"
    found = match.group()
    cue = words.get(found)
    if cue in ("past", "future"):
        return cue  # type: ignore[return-value]
    if cue == "not_future" or match["word"]:
        return None
    return "past" if match["imperfect"] else "future"
