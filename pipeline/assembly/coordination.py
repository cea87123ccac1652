"""Which noun phrases are coordinated, and where a list of them ends. Positions are token indices."""

from __future__ import annotations

import re

from pipeline.assembly.complements import join_shared
from pipeline.assembly.phrase_rules import TokenSpan, rules
from pipeline.assembly.phrase_words import entry, plain, skip_determiners
from pipeline.assembly.phrases import noun_phrase
from pipeline.assembly.view import View, lower, verb_form

# Prepositions of which each leads to a matter: “en apiculture et surtout sur | le suivi des ruches”.
_ALIKE = {"à", "en", "sur"}
_LIST_LENGTH = 20


def coordinated(view: View, start: int, limit: int, *, people: bool = False) -> list[TokenSpan]:
    """The coordinated noun phrases from `start` on, without determiners."""
    items: list[TokenSpan] = []
    preposition, repeated = entry(view, start), 0
    i = start
    while i < limit and len(items) < _LIST_LENGTH:
        head = skip_determiners(view, i, limit)
        again = plain(lower(view.doc[head])) if items and head < limit else ""
        if again and (again == preposition or (not people and {again, preposition} <= _ALIKE)):
            repeated += again == preposition
            head = skip_determiners(view, head + 1, limit)
        comma = bool(items) and view.doc[items[-1][1]].text in {",", ";"}
        end = noun_phrase(view, head, limit, people=people, listed=comma and not people)
        if end == head or (comma and _is_clause(view, end, limit)):
            break
        items.append((head, end))
        i = _separator(view, end, limit)
        if i == end or (i < limit and rules().adjunct.match(view.folded, view.doc[i].idx)):
            break
    led = len(items) > 1 and repeated == len(items) - 1 and preposition in _ALIKE
    return items if led else _drop_loose_tail(view, join_shared(view, items), limit)


def _separator(view: View, i: int, limit: int) -> int:
    """The position after a list separator at `i`; `i` where there is none."""
    doc, j = view.doc, i
    if j < limit and doc[j].text == "(":
        close = next((k for k in range(j, min(limit, j + 8)) if doc[k].text == ")"), j)
        j = close + 1 if close > j else j
    began = j
    while j < limit and (doc[j].text in {",", ";"} or lower(doc[j]) in {"et", "ou"} or doc[j].is_space):
        j += 1
    match = _AND_ALSO.match(view.folded, doc[j].idx) if j < limit else None
    if match:
        return view.token_at(match.end())
    return j if j > began else i


_CLOSING = {"et", "ou", "que", "aussi", ";"}
_AND_ALSO = re.compile(
    r"(?:ainsi que|mais aussi|mais également|puis|de même que|sans oublier|sans compter"
    r"|encore|enfin|surtout|même|également|aussi|dans un (?:second|deuxième|troisième|dernier) temps,?|d'autre part,?"
    r"|en (?:deuxième|seconde|dernière) (?:étape|partie|phase),?)\s+"
)


def _is_clause(view: View, i: int, limit: int) -> bool:
    """Whether a finite verb follows at `i`: the phrase before it is the subject of a clause, not a list item."""
    while i < limit and view.doc[i].pos_ in {"ADV", "SPACE"}:
        i += 1
    return i < limit and view.doc[i].pos_ in {"VERB", "AUX", "PRON"} and "Part" not in verb_form(view.doc[i])


def _drop_loose_tail(view: View, items: list[TokenSpan], limit: int) -> list[TokenSpan]:
    """A comma list counts only if “et” or the end of the sentence closes it; else it was an apposition."""
    if len(items) < 2:  # noqa: PLR2004 (one item is no list)
        return items
    last_start, last_end = items[-1]
    closed = any(lower(view.doc[k]) in _CLOSING for k in range(items[0][1], last_start))
    at_end = last_end >= limit - 1 or view.doc[last_end].text in {".", ";", "…", "...", ")", "»"}
    three = len(items) > 2  # noqa: PLR2004 (an apposition is one)
    if closed or (at_end and three):
        return items
    return items[:1]
