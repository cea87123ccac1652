"""Which words a text must hold for a regular expression to match in it at all.

The method is that of RE2's prefilter (R. Cox, “Regular Expression Matching with a Trigram Index”, 2012), with
words in place of trigrams: from the expression follows a set of words one of which stands in every match. To look
up words in a set is some hundred times cheaper than to search. What the parser here does not know asks for
nothing, so that the answer is never a false no.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Generic, TypeVar

Rule = TypeVar("Rule")
# What so many words, and sentences, meet is remembered.
_KEPT_WORDS = 50_000
_KEPT_SENTENCES = 2_000
# An expression that can match in more ways asks for one part of it instead.
_MOST = 4000
_BOUNDARY = "\0"
_WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class Need:
    """One of the whole `words`, or one of the `parts` of words, stands in every match."""

    words: frozenset[str]
    parts: frozenset[str]


class _Register:
    """All needs that rules have, numbered, and which of them each word meets."""

    def __init__(self) -> None:
        self._numbers: dict[Need, int] = {}
        self._by_word: dict[str, set[int]] = defaultdict(set)
        self._by_part: dict[str, set[int]] = defaultdict(set)
        self._sizes: list[int] = []
        self._met_by_word = lru_cache(_KEPT_WORDS)(self._look_up)
        # A sentence is asked for again: by the gate, and for each type of event.
        self.met_by = lru_cache(_KEPT_SENTENCES)(self._met)

    def number(self, need: Need) -> int:
        """The number of `need`, a new one if it has none."""
        number = self._numbers.setdefault(need, len(self._numbers))
        for words, by in ((need.words, self._by_word), (need.parts, self._by_part)):
            for word in words:
                by[word].add(number)
        self._sizes = sorted(set(map(len, self._by_part)))
        self._met_by_word.cache_clear()
        self.met_by.cache_clear()
        return number

    def _met(self, words: frozenset[str]) -> set[int]:
        """The numbers of the needs that a text of these words meets."""
        return set().union(*map(self._met_by_word, words))

    def _look_up(self, word: str) -> set[int]:
        parts = {word[i : i + size] for size in self._sizes for i in range(len(word) - size + 1)}
        met = (self._by_part[part] for part in parts & self._by_part.keys())
        return set().union(self._by_word.get(word, ()), *met)


_register = _Register()


class Index(Generic[Rule]):
    """Rules by the words that their matches need: which of them may match is looked up, not tried."""

    def __init__(self, rules: Iterable[tuple[Rule, tuple[Need, ...]]]) -> None:
        self._rules: list[tuple[Rule, set[int]]] = []
        self._anywhere: list[int] = []
        self._needing: dict[int, list[int]] = defaultdict(list)
        for place, (rule, needs) in enumerate(rules):
            asked = [_register.number(need) for need in needs]
            self._rules.append((rule, set(asked)))
            (self._needing[asked[0]] if asked else self._anywhere).append(place)

    def among(self, words: frozenset[str]) -> list[Rule]:
        """The rules that may match in a text of these words, in the order in which they were given."""
        met = _register.met_by(words)
        places = [
            place
            for need in self._needing.keys() & met
            for place in self._needing[need]
            if self._rules[place][1] <= met
        ]
        return [self._rules[place][0] for place in sorted(places + self._anywhere)]


@cache
def _index_of(source: str) -> Index[str]:
    need = need_of(source)
    return Index([(source, (need,) if need else ())])


def may_match(pattern: re.Pattern[str], words: frozenset[str]) -> bool:
    """Whether `pattern` may match in a text of these words."""
    return bool(_index_of(pattern.pattern).among(words))


def words_of(text: str) -> frozenset[str]:
    """The distinct words of a folded text."""
    return frozenset(_WORD.findall(text))


@cache
def need_of(source: str) -> Need | None:
    """What each match of the regular expression `source` must hold; None if nothing is known."""
    try:
        return _need(_evaluated(source, before=False, after=False))
    except _UnknownSyntaxError:
        return None


class _UnknownSyntaxError(ValueError):
    """A construction that the parser does not know."""


# ------------------------------------------------------------------ parsing


@dataclass(frozen=True, slots=True)
class _Strings:
    r"""Matches exactly one of these; `\\0` is a word boundary."""

    options: frozenset[str]
    edge: bool = False


@dataclass(frozen=True, slots=True)
class _Anything:
    """Matches something unknown, perhaps nothing."""


@dataclass(frozen=True, slots=True)
class _Group:
    """Matches what the expression `source` matches."""

    source: str


@dataclass(frozen=True, slots=True)
class _Optional:
    item: _Node


@dataclass(frozen=True, slots=True)
class _Repeated:
    """Matches `item` once or more."""

    item: _Node


_Node = _Strings | _Anything | _Group | _Optional | _Repeated
_EDGE = _Strings(frozenset({_BOUNDARY}), edge=True)
_SPACE = _Strings(frozenset({" "}), edge=True)
_PLAIN = re.compile(r"[\w' ,:;/«»“”\"-]+(?![?*+{])")
_CLASS = re.compile(r"\[(\^?)(\]?[^\]\\]*(?:\\.[^\]\\]*)*)\]")
_TIMES = re.compile(r"(?:([?*+])|\{(\d*),?\d*\})[?+]?")
_PAREN = re.compile(r"\\.|\[\^?\]?(?:[^\]\\]|\\.)*\]|([()|])", re.DOTALL)
_AROUND = re.compile(r"\?<?[=!]")
_EDGES = {"?!\\w", "?<!\\w", "?<![\\w-]", "?<='"}


@cache
def _branches(source: str) -> tuple[tuple[_Node, ...], ...]:
    """The alternatives of an expression, each a sequence of nodes; raises _UnknownSyntaxError."""
    start = 0
    branches: list[tuple[int, int]] = []
    opened: list[int] = []
    closing: dict[int, int] = {}
    for found in _PAREN.finditer(source):
        match found[1]:
            case "(":
                opened.append(found.start())
            case ")":
                if not opened:
                    raise _UnknownSyntaxError
                closing[opened.pop()] = found.start()
            case "|" if not opened:
                branches.append((start, found.start()))
                start = found.end()
    if opened:
        raise _UnknownSyntaxError
    branches.append((start, len(source)))
    return tuple(tuple(_sequence(source, begin, end, closing)) for begin, end in branches)


def _sequence(source: str, at: int, end: int, closing: Mapping[int, int]) -> Iterator[_Node]:
    while at < end:
        plain = _PLAIN.match(source, at, end)
        if plain:
            yield _strings(plain[0])
            at = plain.end()
            continue
        node, at = _atom(source, at, closing)
        times = _TIMES.match(source, at, end)
        if times:
            at = times.end()
            node = _times(node, times)
        if node is not None:
            yield node


def _atom(source: str, at: int, closing: Mapping[int, int]) -> tuple[_Node | None, int]:
    """The node at `at` and where it ends; no node for what looks ahead or back."""
    match source[at]:
        case "(":
            end = closing[at]
            return _group(source[at + 1 : end]), end + 1
        case "[":
            found = _CLASS.match(source, at)
            if found is None:
                raise _UnknownSyntaxError
            plain = not found[1] and "\\" not in found[2] and "-" not in found[2][1:-1]
            return (_strings(*found[2]) if plain else _Anything()), found.end()
        case "\\":
            return _escape(source[at + 1]), at + 2
        case "^" | "$":
            return _EDGE, at + 1
        case ".":
            return _Anything(), at + 1
        case "*" | "+" | "?" | "{":
            raise _UnknownSyntaxError
        case char:
            return _strings(char), at + 1


def _group(inside: str) -> _Node | None:
    if _AROUND.match(inside):
        return _EDGE if inside in _EDGES else None
    if inside.startswith("?:"):
        return _Group(inside[2:])
    if inside.startswith("?"):
        raise _UnknownSyntaxError
    return _Group(inside)


def _escape(char: str) -> _Node:
    if char == "s":
        return _SPACE
    if char == "b":
        return _EDGE
    if char in "wWdDSB":
        return _Anything()
    if char.isalnum():
        raise _UnknownSyntaxError
    return _strings(char)


def _times(node: _Node | None, times: re.Match[str]) -> _Node | None:
    if node is None or (times[1] in {"*", None} and int(times[2] or 0) == 0):
        return _Optional(_SPACE) if node == _SPACE else _Anything()
    if times[1] == "?":
        return _Optional(node)
    return node if node == _SPACE else _Repeated(node)


def _strings(*options: str) -> _Strings:
    return _Strings(frozenset(options), edge=not any(map(_WORD.search, options)))


# ------------------------------------------------------------------ evaluation

# What a node matches: exactly these strings, or something that holds what is needed.
_Value = frozenset[str] | Need | None


@cache
def _evaluated(source: str, *, before: bool, after: bool) -> _Value:
    """The value of an expression; `before` and `after` say that a word boundary stands on that side."""
    return _union([_joined(branch, before=before, after=after) for branch in _branches(source)])


def _value(node: _Node, *, before: bool, after: bool) -> _Value:
    match node:
        case _Strings(options):
            return options
        case _Group(source):
            return _evaluated(source, before=before, after=after)
        case _Optional(item):
            value = _value(item, before=before, after=after)
            return value | {""} if isinstance(value, frozenset) else None
        case _Repeated(item):
            return _need(_value(item, before=False, after=False))
    return None


def _joined(items: tuple[_Node, ...], *, before: bool, after: bool) -> _Value:
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


def _edge(item: _Node) -> bool:
    """Whether all that `item` matches is a word boundary or a character of no word."""
    return isinstance(item, _Strings) and item.edge


def _bounded(strings: frozenset[str], *, before: bool, after: bool) -> frozenset[str]:
    return frozenset([_BOUNDARY * before + string + _BOUNDARY * after for string in strings])


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
        runs = list(_WORD.finditer(string))
        longest = max(runs, key=lambda run: run.end() - run.start(), default=None)
        if longest is None:
            return None
        whole = longest.start() > 0 and longest.end() < len(string)
        (words if whole else parts).add(longest[0])
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
