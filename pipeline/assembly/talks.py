"""Speakers of one sentence and what each of them talks of: “A a parlé de taille, B de greffage et C de sols”."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.assembly.patterns import compile_pattern
from pipeline.assembly.view import Sentence, View, lower

_JOINTS = {",", ";", "et", "puis", "savoir", ":"}
_FURTHER = compile_pattern(
    "l'autre|le second|la seconde|le troisième|la troisième|le dernier|la dernière|une? autre"
)


def matters(view: View, sentence: Sentence, match: re.Match[str], link: re.Pattern[str]) -> Iterator[int]:
    """Where, after the match, a matter begins: behind a further speaker and `link`."""
    for named in _ends(view, sentence, view.token_at(match.end())):
        end = named + (named < len(view.doc) and view.doc[named].text == ",")
        begin = view.doc[end].idx if end < len(view.doc) else sentence.end_char
        linked = link.match(view.folded, begin, sentence.end_char)
        if linked:
            yield linked.end()


def _ends(view: View, sentence: Sentence, start: int) -> Iterator[int]:
    """The token after each person, or “l'autre”, that a comma or “et” sets beside those before."""
    for i in range(max(start, sentence.start + 1), sentence.end):
        before = i - 1
        while before > sentence.start and lower(view.doc[before]) in _TITLES:
            before -= 1
        if lower(view.doc[before]) not in _JOINTS:
            continue
        mention = view.mention_at.get(i)
        further = _FURTHER.match(view.folded, view.doc[i].idx)
        if mention is not None and mention.label_ == "PER" and mention.start == i:
            yield mention.end
        elif further:
            yield view.token_at(further.end())


_TITLES = {"dr", "dr.", "pr", "pr.", "me", "m.", "mme", "mlle", "docteur", "maître", "le", "la", "professeur"}
