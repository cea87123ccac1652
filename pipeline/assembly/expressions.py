"""Regular expressions read into sequences of nodes, as far as rules write them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

BOUNDARY = "\0"
_WORD = re.compile(r"\w")


class UnknownSyntaxError(ValueError):
    """A construction that the parser does not know."""


@dataclass(frozen=True, slots=True)
class Strings:
    r"""Matches exactly one of these; `\\0` is a word boundary."""

    options: frozenset[str]
    edge: bool = False


@dataclass(frozen=True, slots=True)
class Anything:
    """Matches something unknown, perhaps nothing; one character of a word if `kind` is "w", a digit if it is "d"."""

    kind: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Matches what the expression `source` matches."""

    source: str


@dataclass(frozen=True, slots=True)
class Optional:
    """Matches `item` or nothing."""

    item: Node


@dataclass(frozen=True, slots=True)
class Repeated:
    """Matches `item` once or more."""

    item: Node


Node = Strings | Anything | Group | Optional | Repeated
_EDGE = Strings(frozenset({BOUNDARY}), edge=True)
_SPACE = Strings(frozenset({" "}), edge=True)
_PLAIN = re.compile(r"[\w' ,:;/«»“”\"-]+(?![?*+{])")
_CLASS = re.compile(r"\[(\^?)(\]?[^\]\\]*(?:\\.[^\]\\]*)*)\]")
_TIMES = re.compile(r"(?:([?*+])|\{(\d*),?\d*\})[?+]?")
_PAREN = re.compile(r"\\.|\[\^?\]?(?:[^\]\\]|\\.)*\]|([()|])", re.DOTALL)
_AROUND = re.compile(r"\?<?[=!]")
_EDGES = {"?!\\w", "?<!\\w", "?<![\\w-]", "?<='"}


@cache
def branches(source: str) -> tuple[tuple[Node, ...], ...]:
    """The alternatives of an expression, each a sequence of nodes; raises UnknownSyntaxError."""
    start = 0
    stretches: list[tuple[int, int]] = []
    opened: list[int] = []
    closing: dict[int, int] = {}
    for found in _PAREN.finditer(source):
        match found[1]:
            case "(":
                opened.append(found.start())
            case ")":
                if not opened:
                    raise UnknownSyntaxError
                closing[opened.pop()] = found.start()
            case "|" if not opened:
                stretches.append((start, found.start()))
                start = found.end()
    if opened:
        raise UnknownSyntaxError
    stretches.append((start, len(source)))
    return tuple(tuple(_sequence(source, begin, end, closing)) for begin, end in stretches)


def _sequence(source: str, at: int, end: int, closing: Mapping[int, int]) -> Iterator[Node]:
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


def _atom(source: str, at: int, closing: Mapping[int, int]) -> tuple[Node | None, int]:
    """The node at `at` and where it ends; no node for what looks ahead or back."""
    match source[at]:
        case "(":
            end = closing[at]
            return _group(source[at + 1 : end]), end + 1
        case "[":
            found = _CLASS.match(source, at)
            if found is None:
                raise UnknownSyntaxError
            plain = not found[1] and "\\" not in found[2] and "-" not in found[2][1:-1]
            return (_strings(*found[2]) if plain else Anything()), found.end()
        case "\\":
            return _escape(source[at + 1]), at + 2
        case "^" | "$":
            return _EDGE, at + 1
        case ".":
            return Anything(), at + 1
        case "*" | "+" | "?" | "{":
            raise UnknownSyntaxError
        case char:
            return _strings(char), at + 1


def _group(inside: str) -> Node | None:
    if _AROUND.match(inside):
        return _EDGE if inside in _EDGES else None
    if inside.startswith("?:"):
        return Group(inside[2:])
    if inside.startswith("?"):
        raise UnknownSyntaxError
    return Group(inside)


def _escape(char: str) -> Node:
    if char == "s":
        return _SPACE
    if char == "b":
        return _EDGE
    if char in "wd":
        return Anything(char)
    if char in "WDSB":
        return Anything()
    if char.isalnum():
        raise UnknownSyntaxError
    return _strings(char)


def _times(node: Node | None, times: re.Match[str]) -> Node | None:
    if node is None:
        return Anything()
    if times[1] == "?":
        return Optional(node)
    repeated = node if node == _SPACE else Repeated(node)
    return repeated if times[1] == "+" or int(times[2] or 0) else Optional(repeated)


def _strings(*options: str) -> Strings:
    return Strings(frozenset(options), edge=not any(map(_WORD.search, options)))
