"""With which words the matches of a regular expression begin.

A rule of verbs is some thousand characters of alternatives; to try them at each character of a sentence takes longer
than all else. Nearly every rule begins with one of a set of words, so that it is enough to try where these stand.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from pipeline.assembly.expressions import (
    BOUNDARY,
    Anything,
    Group,
    Node,
    Optional,
    Repeated,
    Strings,
    UnknownSyntaxError,
    branches,
)

# An expression with more beginnings is searched for everywhere.
_MOST = 4000
# In a beginning, some letters or a digit that are not known.
_SOME, _DIGIT = "\1", "\2"
_FIRST = re.compile(rf"{BOUNDARY}*(\w*)([{_SOME}{_DIGIT}]*)(\w*)(.?)", re.DOTALL)

# How matches begin: a text, and whether it is all that stands there or goes on with something unknown.
_Start = tuple[str, bool]
_OPEN: _Start = ("", False)


@dataclass(frozen=True)
class Heads:
    """At the start of every match stands one of these `words`, or a word with one of these stems, tails, or a digit."""

    words: frozenset[str]
    stems: tuple[str, ...] = ()
    tails: tuple[str, ...] = ()
    digits: bool = False

    def among(self, words: frozenset[str]) -> frozenset[str]:
        """Those of `words` with which a match may begin."""
        found = self.words & words
        if self.stems:
            found |= {word for word in words if word.startswith(self.stems)}
        if self.tails:
            found |= {word for word in words if word.endswith(self.tails)}
        if self.digits:
            found |= {word for word in words if word[0].isdecimal()}
        return found


@cache
def heads_of(source: str) -> Heads | None:
    """How each match of the regular expression `source` begins; None if that is not known."""
    try:
        starts = [_FIRST.match(text) for text, _ in _of_branches(source)]
    except UnknownSyntaxError:
        return None
    words: set[str] = set()
    stems: set[str] = set()
    tails: set[str] = set()
    digits = False
    for stem, unknown, tail, behind in (start.groups() for start in starts if start):
        whole = behind not in {"", _SOME, _DIGIT}
        if stem:
            (words if whole and not unknown else stems).add(stem)
        elif unknown.startswith(_DIGIT):
            digits = True
        elif unknown and tail and whole:
            tails.add(tail)
        else:
            return None
    return Heads(frozenset(words), tuple(sorted(stems)), tuple(sorted(tails)), digits)


@cache
def _of_branches(source: str) -> frozenset[_Start]:
    return frozenset().union(*map(_of_sequence, branches(source)))


def _of_sequence(items: tuple[Node, ...]) -> frozenset[_Start]:
    """How the matches of a sequence begin: as its first items do, up to the end of the first word."""
    starts: frozenset[_Start] = frozenset({("", True)})
    for item in items:
        going_on = [text for text, exact in starts if exact]
        if not going_on:
            break
        following = _of_node(item)
        if len(going_on) * len(following) > _MOST:
            return frozenset({_OPEN})
        joined = {_closed(text + more, exact) for text in going_on for more, exact in following}
        starts = frozenset(joined.union(start for start in starts if not start[1]))
    return starts


def _of_node(node: Node) -> frozenset[_Start]:  # noqa: PLR0911 (one line a kind)
    match node:
        case Strings(options):
            return frozenset((option, True) for option in options)
        case Group(source):
            return _of_branches(source)
        case Optional(item):
            return _of_node(item) | {("", True)}
        case Anything("w") | Repeated(Anything("w")):
            return frozenset({(_SOME, True)})
        case Anything("d"):
            return frozenset({(_DIGIT, True)})
        case Repeated(item):
            return frozenset((text, False) for text, _ in _of_node(item))
    return frozenset({_OPEN})


def _closed(text: str, exact: bool) -> _Start:  # noqa: FBT001 (the second half of a pair)
    """A start without what stands behind its first word."""
    first = _FIRST.match(text)
    if first and (first[1] or first[2]) and first[4] not in {"", _SOME, _DIGIT}:
        return first[0], False
    return text, exact
