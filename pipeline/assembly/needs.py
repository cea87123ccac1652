"""Which words a text must hold for a regular expression to match in it at all.

The method is that of RE2's prefilter (R. Cox, “Regular Expression Matching with a Trigram Index”, 2012), with
words in place of trigrams: from the expression follows a set of words one of which stands in every match. To look
up words in a set is some hundred times cheaper than to search. What the parser does not know asks for nothing, so
that the answer is never a false no.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from pipeline.assembly.expressions import (
    BOUNDARY,
    Group,
    Node,
    Optional,
    Repeated,
    Strings,
    UnknownSyntaxError,
    branches,
)

# What a text is looked up by: its words, and the colon, which some rules ask for.
SIGNIFICANT = re.compile(r"\w+|:")
# An expression that can match in more ways asks for one part of it instead.
_MOST = 4000


@dataclass(frozen=True)
class Need:
    """One of the whole `words`, or one of the `parts` of words, stands in every match."""

    words: frozenset[str]
    parts: frozenset[str]


@cache
def need_of(source: str) -> Need | None:
    """What each match of the regular expression `source` must hold; None if nothing is known."""
    try:
        return _need(_evaluated(source, before=False, after=False))
    except UnknownSyntaxError:
        return None


# What a node matches: exactly these strings, or something that holds what is needed.
_Value = frozenset[str] | Need | None


@cache
def _evaluated(source: str, *, before: bool, after: bool) -> _Value:
    """The value of an expression; `before` and `after` say that a word boundary stands on that side."""
    return _union([_joined(branch, before=before, after=after) for branch in branches(source)])


def _value(node: Node, *, before: bool, after: bool) -> _Value:
    match node:
        case Strings(options):
            return options
        case Group(source):
            return _evaluated(source, before=before, after=after)
        case Optional(item):
            value = _value(item, before=before, after=after)
            return value | {""} if isinstance(value, frozenset) else None
        case Repeated(item):
            return _need(_value(item, before=False, after=False))
    return None


def _joined(items: tuple[Node, ...], *, before: bool, after: bool) -> _Value:
    """The strings of a sequence, or the most telling of the needs of its stretches."""
    run: frozenset[str] = frozenset({""})
    needs: list[Need | None] = []
    edges = [before, *map(_edge, items), after]
    exact = True
    for number, item in enumerate(items, start=1):
        value = _value(item, before=edges[number - 1], after=edges[number + 1])
        if isinstance(value, frozenset) and len(run) * len(value) <= _MOST:
            run = frozenset([a + b for a in run for b in value])
            continue
        needs.append(_need(_bounded(run, before=before and exact, after=edges[number])))
        exact = False
        if isinstance(value, frozenset):
            run = _bounded(value, before=edges[number - 1], after=False)
        else:
            run = frozenset({""})
            needs.append(value)
    if exact:
        return run
    needs.append(_need(_bounded(run, before=False, after=after)))
    return max((need for need in needs if need), key=_telling, default=None)


def _edge(item: Node) -> bool:
    """Whether all that `item` matches is a word boundary or a character of no word."""
    return isinstance(item, Strings) and item.edge


def _bounded(strings: frozenset[str], *, before: bool, after: bool) -> frozenset[str]:
    return frozenset([BOUNDARY * before + string + BOUNDARY * after for string in strings])


def _union(values: list[_Value]) -> _Value:
    exact = [value for value in values if isinstance(value, frozenset)]
    if len(exact) == len(values) and sum(map(len, exact)) <= _MOST:
        return frozenset().union(*exact)
    needs = [need for value in values if (need := _need(value))]
    if len(needs) < len(values):
        return None
    return Need(
        frozenset().union(*(need.words for need in needs)), frozenset().union(*(need.parts for need in needs))
    )


def _need(value: _Value) -> Need | None:
    """What must stand in a match of one of the strings: from each its longest word."""
    if not isinstance(value, frozenset):
        return value
    words: set[str] = set()
    parts: set[str] = set()
    for string in value:
        longest = max(SIGNIFICANT.findall(string), key=len, default=None)
        if longest is None:
            return None
        start = string.find(longest)
        whole = longest == ":" or 0 < start < len(string) - len(longest)
        (words if whole else parts).add(longest)
    return Need(frozenset(words), frozenset(_shortest(parts)))


def _shortest(parts: Iterable[str]) -> set[str]:
    """`parts` without those that contain another of them."""
    kept: set[str] = set()
    for part in sorted(parts, key=len):
        if not any(other in part for other in kept):
            kept.add(part)
    return kept


def _telling(need: Need) -> tuple[int, int]:
    """The longer its shortest word, the rarer are the texts that meet a need."""
    return min(map(len, need.words | need.parts)), -len(need.parts)
