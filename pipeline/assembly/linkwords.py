"""The prepositions that lead from a cue to its topic: “formation … | en”, not “l'appui à” nor those behind a verb."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.assembly.cues import Cue
from pipeline.assembly.patterns import compile_pattern
from pipeline.assembly.phrase_rules import rules
from pipeline.assembly.view import Sentence, View, lower, verb_form

_BARRIER = re.compile(r"[;:!?«»]|\.(?!\d)")
_QUOTED = re.compile(r"«[^»]{1,100}»")
_VERBAL = {"AUX", "VERB"}
# How many characters a link may stand away from what it belongs to.
_REACH = 150


def link_ends(view: View, cue: Cue, sentence: Sentence, match: re.Match[str]) -> Iterator[int]:
    """Where a topic may begin: after the match, or after each link that follows it within the clause."""
    if cue.link is None:
        yield match.end()
        return
    limit = min(_clause_end(view, match.end(), sentence.end_char), match.end() + _REACH)
    previous = view.token_at(match.end())
    for link in cue.link.finditer(view.folded, match.end(), limit):
        token = view.token_at(link.start())
        if not cue.over_verbs and _verb_between(view, previous, token):
            return
        if _belongs_to_noun(view, token):
            continue
        if view.doc[token].pos_ not in _VERBAL or len(link[0]) > 2:  # noqa: PLR2004 (“a” for “à”)
            yield link.end()


def _belongs_to_noun(view: View, i: int) -> bool:
    """Whether the preposition goes with the noun before it: “l'appui | à la pêche”, “les étudiants | en droit”."""
    noun = "versed" if lower(view.doc[i]) == "en" else "reaching_out"
    where = lower(view.doc[i]) in {"en", "à", "au", "aux"}
    return where and compile_pattern("{" + noun + "}").fullmatch(lower(view.doc[i - 1])) is not None


def _verb_between(view: View, start: int, end: int) -> bool:
    """Whether a verb stands in the span outside quotes; “a” before “l'endroit” is “à” without its accent."""
    first = view.doc[start].idx if start < end else 0
    quoted = (
        [m.span() for m in _QUOTED.finditer(view.folded, first, view.doc[end].idx)] if start < end else []
    )
    return any(
        view.doc[i].pos_ in _VERBAL
        and not _describes(view, i)
        and not any(a <= view.doc[i].idx < b for a, b in quoted)
        and not (lower(view.doc[i]) == "a" and rules().adjunct.match(view.folded, view.doc[i].idx))
        for i in range(start, end)
    )


def _describes(view: View, i: int) -> bool:
    """Whether a participle goes with the noun before it: “cinquante femmes déplacées | à la transformation”."""
    return "Part" in verb_form(view.doc[i]) and not rules().participle.fullmatch(lower(view.doc[i]))


def _clause_end(view: View, char: int, limit: int) -> int:
    """The first stop from `char` on; a title in quotes belongs to its noun, as does the mark that closes one."""
    while True:
        barrier = _BARRIER.search(view.folded, char, limit)
        if barrier is None:
            return limit
        quoted = _QUOTED.match(view.folded, barrier.start(), limit)
        if quoted:
            char = quoted.end()
        elif barrier[0] == "»" and not view.folded[char : barrier.start()].strip():
            char = barrier.end()
        else:
            return barrier.start()
