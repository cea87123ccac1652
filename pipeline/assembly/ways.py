"""The ways of filling a role that a cue may name as `take`."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from pipeline.assembly.actors import (
    antecedent,
    named,
    names_follow,
    names_from,
    subject_names,
    subject_phrase,
)
from pipeline.assembly.cues import Cue
from pipeline.assembly.people import people_left, people_object, people_right
from pipeline.assembly.phrases import coordinated, noun_phrase, skip_determiners
from pipeline.assembly.slots import Slot
from pipeline.assembly.view import Sentence, View


def fill(view: View, cue: Cue, sentence: Sentence, match: re.Match[str]) -> list[Slot]:
    """The candidates that `cue` offers at `match`, in text order."""
    return [replace(slot, rule=cue.rule) for slot in WAYS[cue.take](view, cue, sentence, match)]


def _right(view: View, cue: Cue, sentence: Sentence, match: re.Match[str]) -> list[Slot]:
    """The names or phrases after the match, coordinated ones included."""
    return names_from(view, view.token_at(match.end()), sentence.end, cue)


def _left(view: View, cue: Cue, sentence: Sentence, match: re.Match[str]) -> list[Slot]:
    """The subject before the match: the nearest name that no preposition governs, else a noun phrase."""
    limit = view.token_at(match.start())
    names = antecedent(view, sentence, limit, cue) or subject_names(view, sentence, limit, cue)
    if names or cue.accept:
        return names
    subject = subject_phrase(view, sentence, limit)
    return [subject] if subject else []


def _subject(view: View, cue: Cue, sentence: Sentence, match: re.Match[str]) -> list[Slot]:
    """All coordinated names and phrases from the start of the clause to the match."""
    limit = view.token_at(match.start())
    start = sentence.start
    for i in range(limit - 1, sentence.start - 1, -1):
        if view.doc[i].text in {";", ":", "«", "»"} or (
            view.doc[i].text == "," and not _joins(view, i, limit)
        ):
            start = i + 1
            break
    return names_from(view, start, limit, cue)


def _joins(view: View, comma: int, limit: int) -> bool:
    """Whether a comma separates the names of a list: names stand on both sides of it."""
    return view.mention_at.get(comma - 1) is not None and names_follow(view, comma + 1, limit)


def _both(view: View, cue: Cue, sentence: Sentence, match: re.Match[str]) -> list[Slot]:
    """The subject before the match and the names after it; nothing if one side is empty."""
    left, right = _left(view, cue, sentence, match), _right(view, cue, sentence, match)
    return [*left, *right[:2]] if left and right else []


def _pair(view: View, cue: Cue, sentence: Sentence, match: re.Match[str]) -> list[Slot]:
    """Two or more after “entre”; a single one is no pair."""
    slots = names_from(view, view.token_at(match.end()), sentence.end, cue)
    return slots if len(slots) > 1 else []


def _object(view: View, cue: Cue, sentence: Sentence, match: re.Match[str]) -> list[Slot]:  # noqa: ARG001 (one signature)
    """The noun phrase right after the match."""
    head = skip_determiners(view, view.token_at(match.end()), sentence.end)
    end = noun_phrase(view, head, sentence.end, people=True)
    return [named(view, head, end)] if end > head else []


def _phrase(view: View, cue: Cue, sentence: Sentence, match: re.Match[str]) -> list[Slot]:  # noqa: ARG001 (one signature)
    """The coordinated noun phrases after the match, as plain text."""
    spans = coordinated(view, view.token_at(match.end()), sentence.end)
    return [Slot(start, end, None, "") for start, end in spans]


def _infinitive(view: View, cue: Cue, sentence: Sentence, match: re.Match[str]) -> list[Slot]:  # noqa: ARG001 (one signature)
    """The infinitive clause after the match, up to the next punctuation."""
    start = view.token_at(match.end())
    end = next(
        (i for i in range(start, sentence.end) if view.doc[i].text in {",", ".", ";", ":", "("}), sentence.end
    )
    return [Slot(start, end, None, "")] if end - start > 1 else []


WAYS: dict[str, Callable[[View, Cue, Sentence, re.Match[str]], list[Slot]]] = {
    "right": _right,
    "left": _left,
    "subject": _subject,
    "both": _both,
    "pair": _pair,
    "object": _object,
    "phrase": _phrase,
    "infinitive": _infinitive,
    "people_right": people_right,
    "people_left": people_left,
    "people_object": people_object,
}
