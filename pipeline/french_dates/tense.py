"""Whether the sentence around a phrase looks ahead or back (its verbs, and words that plan)."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import islice
from typing import Literal

from pipeline import lexicon
from pipeline.french_dates.lexer import Lexed, is_date_word, trie

Tense = Literal["past", "future"]

# How far a verb may be from the phrase, in characters, and what a clause boundary between them costs.
_WINDOW = 220
_NEAREST = 8
_BOUNDARY_COST = 60

# No sentence ends at the stop of an initial or a civility (“M.”, “Dr.”).
_SENTENCE_END = re.compile(
    r"(?:[!?…]|(?<!\b[A-Z])(?<!\b(?:Dr|Pr|MM|Me|St))(?<!\b(?:Mme|Mgr))\.)(?=[\s»”\"]|$)|\n"
)
_BOUNDARY = re.compile(r"[,;:()«»]|\b(?:que|qu'|qui|dont|où|quand|lorsque|pour|afin|après|avant)\b")
_WORD = re.compile(r"[^\W\d_]{4,}")
_ANNOUNCEMENT = 2
_BE = ("est ", "sont ", "étai")
_REFLEXIVE = ("s'", "se ")
# A participle that the phrase follows: `ouvert mardi, le procès …`.
_PARTICIPLE = re.compile(r"\b([a-zà-ÿ]{2,}(?:ée?s?|erte?s?))\s(?:(?:ce|le|dès|dans la)\s)?\Z")
_LED = 40


@dataclass(frozen=True, slots=True)
class Cue:
    """A word or verb that looks ahead or back.

    `being` says whether a perfect with être may be a state (“est ouvert”), or is a reflexive one (“s'est tenu”).
    """

    start: int
    end: int
    tense: Tense
    being: Literal["state", "reflexive"] | None = None


@dataclass(frozen=True, slots=True)
class _Sentence:
    """The cues of a sentence in order, where they end, and the offsets of its clause boundaries."""

    start: int
    end: int
    cues: list[Cue]
    ends: list[int]
    boundaries: list[int]


@dataclass(slots=True)
class _Text:
    """A text in small letters, where its sentences end, and those sentences that were asked for."""

    lowered: str
    ends: list[int]
    sentences: dict[int, _Sentence]


@cache
def _words() -> dict[str, str]:
    return {row["form"]: row["cue"] for row in lexicon.rows("date_tense")}


@cache
def _cues() -> re.Pattern[str]:
    """Verbs that look ahead or back by their form, and the words of the table."""
    return re.compile(
        r"(?P<perfect>\b(?:a|ont|est|sont|ai|avons|avait|avaient|était|étaient|ayant)\s(?:[a-zà-ÿ]+\s){0,2}?"
        r"(?P<participle>[a-zà-ÿ]+(?:é|ée|és|ées|i|is|it|ie|ies|u|us|ue|ues|ert|erte|ort|orte))\b)"
        r"|\b(?P<future>[a-zà-ÿ]*(?:[eiduvr]r|tr)(?:a|ont|ai|ons|ez|ait|aient)\b)"
        r"|\b(?P<imperfect>[a-zà-ÿ]{2,}ai(?:t|ent)\b)"
        rf"|\b(?P<word>{trie(_words())})"
    )


def around(lexed: Lexed, start: int, end: int, *, strict: bool = False) -> Tense | None:
    """The tense of the verb nearest to `text[start:end]` in its sentence.

    Without a verb a line that says hardly more than the phrase announces (a programme); else None.
    `strict` takes only a verb of the same clause, and no perfect with être (“est ouvert aujourd'hui”).
    """
    sentence = _sentence(lexed, start, end)
    low, high = max(sentence.start, start - _WINDOW), min(sentence.end, end + _WINDOW)
    if not strict and _participle(sentence, lexed, start):
        return "past"
    best: tuple[int, Tense] | None = None
    for cue in _near(sentence, start, end, low, high):
        clauses = _between(sentence.boundaries, cue, start, end)
        if strict and (clauses or _vague(cue, start)):
            continue
        cost = max(start - cue.end, cue.start - end) + _BOUNDARY_COST * clauses
        if best is None or cost < best[0]:
            best = cost, cue.tense
    if best:
        return best[1]
    return "future" if _announces(lexed.text, low, start, end, high) else None


def _participle(sentence: _Sentence, lexed: Lexed, start: int) -> bool:
    """Whether a participle stands just before a phrase, in a clause that no cue precedes the phrase in."""
    lowered = _text(lexed).lowered
    found = _PARTICIPLE.search(lowered, max(sentence.start, start - _LED), start)
    if found is None or found[1] in _words():
        return False
    at = bisect_right(sentence.ends, start)
    return at == 0 or bool(_between(sentence.boundaries, sentence.cues[at - 1], start, start))


def _sentence(lexed: Lexed, start: int, end: int) -> _Sentence:
    """The sentence around a phrase; worked out once."""
    text = _text(lexed)
    number = bisect_left(text.ends, start)
    low = text.ends[number - 1] + 1 if number else 0
    after = bisect_left(text.ends, end)
    high = text.ends[after] if after < len(text.ends) else len(lexed.text)
    found = text.sentences.get(low)
    if found is None or found.end != high:
        cues = [cue for match in _cues().finditer(text.lowered, low, high) if (cue := _cue(match))]
        boundaries = [match.start() for match in _BOUNDARY.finditer(text.lowered, low, high)]
        found = _Sentence(low, high, cues, [cue.end for cue in cues], boundaries)
        text.sentences[low] = found
    return found


def _text(lexed: Lexed) -> _Text:
    """The text in small letters and its sentences; worked out once."""
    text = lexed.memo.get("tense")
    if not isinstance(text, _Text):
        ends = [match.start() for match in _SENTENCE_END.finditer(lexed.text)]
        text = lexed.memo["tense"] = _Text(_lowered(lexed.text), ends, {})
    return text


def _lowered(text: str) -> str:
    """Small letters at the same offsets."""
    lowered = text.lower()
    if len(lowered) != len(text):
        lowered = "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
    return lowered.replace("’", "'")


def _near(sentence: _Sentence, start: int, end: int, low: int, high: int) -> Iterator[Cue]:
    """The cues of the sentence outside the phrase, the nearest few on each side."""
    at = bisect_right(sentence.ends, start)
    for cue in sentence.cues[max(0, at - _NEAREST) : at]:
        if cue.start >= low:
            yield cue
    for cue in sentence.cues[at : at + _NEAREST]:
        if cue.start >= end and cue.end <= high:
            yield cue


def _between(boundaries: list[int], cue: Cue, start: int, end: int) -> int:
    """How many clause boundaries lie between a cue and the phrase."""
    first, last = (cue.end, start) if cue.end <= start else (end, cue.start)
    return bisect_left(boundaries, last) - bisect_left(boundaries, first)


def _announces(text: str, low: int, start: int, end: int, high: int) -> bool:
    """Whether the sentence says hardly more than the phrase."""
    words = (match.group() for span in ((low, start), (end, high)) for match in _WORD.finditer(text, *span))
    others = (word for word in words if not is_date_word(word))
    return len(list(islice(others, _ANNOUNCEMENT + 1))) <= _ANNOUNCEMENT


def _being(match: re.Match[str]) -> Literal["state", "reflexive"] | None:
    """What a perfect with être is; None for `est arrivé`, and with avoir."""
    if not match.group().startswith(_BE) or _words().get(match["participle"]) == "moved":
        return None
    reflexive = match.string[max(0, match.start() - 3) : match.start()].endswith(_REFLEXIVE)
    return "reflexive" if reflexive else "state"


def _vague(cue: Cue, start: int) -> bool:
    """Whether a cue may say nothing of the phrase: a state, or a reflexive perfect that does not stand before it."""
    return cue.being == "state" or (cue.being == "reflexive" and not cue.end <= start <= cue.end + _LED)


def _cue(match: re.Match[str]) -> Cue | None:
    words, found = _words(), match.group()
    if match["perfect"]:
        tense: Tense = "future" if words.get(match["participle"]) == "future" else "past"
        return Cue(match.start(), match.end(), tense, _being(match))
    cue = words.get(found)
    if cue == "past" or (match["imperfect"] and cue is None):
        return Cue(match.start(), match.end(), "past")
    if cue == "future" or (cue is None and not match["word"]):
        return Cue(match.start(), match.end(), "future")
    return None
