"""The named shapes of `models/lexicons/date_rules.toml`: where in a text each one matches."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from pipeline import resources
from pipeline.french_dates.lexer import CODES, FIRST_CODE, Lexed, Token

_SYNTAX = re.compile(
    r"(?:(?P<name>[a-z]+\d?):)?(?:(?P<kind>[A-Z][A-Z_0-9]*)|(?P<group>\())|(?P<mark>[\[\] ])"
)
_AGAIN = "__"
# A piece of a shape that is not optional: one kind, or one of several: `DAY`, `n:(YEAR|DIGITS)`.
_CHOICE = re.compile(r"(?:[a-z]+\d?:)?\(?([A-Z][A-Z_0-9]*(?:\|[A-Z][A-Z_0-9]*)*)\)?")


@dataclass(frozen=True, slots=True)
class Rule:
    """A named shape, the function that gives its value, and its examples.

    `needs` are sets of kinds (as characters) of each of which one stands in every match.
    """

    name: str
    shape: re.Pattern[str]
    value: str
    examples: tuple[str, ...]
    counter_examples: tuple[str, ...]
    needs: tuple[frozenset[str], ...] = ()


@dataclass(frozen=True, slots=True)
class Combination:
    """How a phrase joins with its neighbours: the shapes before it, between two, and after it."""

    name: str
    before: re.Pattern[str] | None
    between: re.Pattern[str] | None
    after: re.Pattern[str] | None
    examples: tuple[str, ...]


class Match:
    """Where a rule matched: the span's lexemes `tokens[first:last]`, and its parts by name."""

    __slots__ = ("_match", "first", "last", "lexed", "rule")

    def __init__(self, rule: Rule, lexed: Lexed, match: re.Match[str]) -> None:
        self.rule, self.lexed, self._match = rule, lexed, match
        self.first, self.last = self._bounds("span")

    def _bounds(self, name: str) -> tuple[int, int]:
        while name in self._match.re.groupindex:
            if self._match.start(name) >= 0:
                return self._match.span(name)
            name += _AGAIN
        return -1, -1

    @property
    def start(self) -> int:
        """Offset of the span in the text."""
        return self.lexed.tokens[self.first].start

    @property
    def end(self) -> int:
        """Offset of the span's end."""
        return self.lexed.tokens[self.last - 1].end

    @property
    def reach(self) -> int:
        """Offset of the end of all that the shape asked for, context included."""
        return self.lexed.tokens[self._match.end() - 1].end

    def preceded_by(self, *kinds: str) -> bool:
        """Whether the lexeme just before the span is of one of `kinds`."""
        return self.first > 0 and self.lexed.tokens[self.first - 1].kind in kinds

    def followed_by_now(self, *kinds: str) -> bool:
        """Whether the very next lexeme is of one of `kinds`."""
        return self.last < len(self.lexed.tokens) and self.lexed.tokens[self.last].kind in kinds

    def followed_by(self, *kinds: str) -> bool:
        """Whether a lexeme of one of `kinds` follows within three."""
        return any(token.kind in kinds for token in self.lexed.tokens[self.last : self.last + 3])

    def part(self, name: str) -> Token | None:
        """The lexeme of a named part; None if the phrase lacks it."""
        at, _ = self._bounds(name)
        return self.lexed.tokens[at] if at >= 0 else None

    def has(self, name: str) -> bool:
        """Whether the phrase has the named part."""
        return self._bounds(name)[0] >= 0

    def value(self, name: str) -> Any:
        """The value of a named part; None if the phrase lacks it."""
        token = self.part(name)
        return token.value if token else None

    def number(self, name: str) -> int | None:
        """The value of a named part as an integer; None if the phrase lacks it."""
        value = self.value(name)
        return None if value is None else int(value)


@cache
def rules() -> tuple[Rule, ...]:
    """All rules, in the order of the file (where two match the same words, the first counts)."""
    data, classes = _data()
    return tuple(
        Rule(
            row["name"],
            re.compile(_translate(row["shape"], classes)),
            row["value"],
            tuple(row["examples"]),
            tuple(row["counter_examples"]),
            _needs(row["shape"], classes),
        )
        for row in data["rule"]
    )


@cache
def _data() -> tuple[dict[str, Any], dict[str, list[str]]]:
    """The file, and the kinds of each class."""
    data = tomllib.loads((resources.models() / "lexicons" / "date_rules.toml").read_text(encoding="utf-8"))
    return data, {name: kinds.split() for name, kinds in data["classes"].items()}


@cache
def combinations() -> dict[str, Combination]:
    """The combinations by name."""
    data, classes = _data()

    def shape(row: dict[str, Any], side: str) -> re.Pattern[str] | None:
        return re.compile(_translate(row[side], classes)) if side in row else None

    return {
        row["name"]: Combination(
            row["name"],
            shape(row, "before"),
            shape(row, "between"),
            shape(row, "after"),
            tuple(row["examples"]),
        )
        for row in data["combination"]
    }


def _translate(shape: str, classes: dict[str, list[str]]) -> str:
    """A shape as a regular expression over the characters that stand for kinds."""
    used: set[str] = set()

    def name_of(name: str) -> str:
        while name in used:
            name += _AGAIN
        used.add(name)
        return name

    def translate(match: re.Match[str]) -> str:
        mark = match["mark"]
        if mark:
            return f"(?P<{name_of('span')}>" if mark == "[" else mark.replace("]", ")").strip()
        opening = f"(?P<{name_of(match['name'])}>" if match["name"] else "(?:"
        if match["group"]:
            return opening
        kinds = classes.get(match["kind"], [match["kind"]])
        expanded = "[" + "".join(CODES[kind] for kind in kinds) + "]"
        return f"{opening}{expanded})" if match["name"] else expanded

    return _SYNTAX.sub(translate, shape)


def _needs(shape: str, classes: dict[str, list[str]]) -> tuple[frozenset[str], ...]:
    """Of each of which sets of kinds every match of a shape holds one; none known where it has alternatives."""
    pieces, depth = [""], 0
    for character in shape.replace("[", " ").replace("]", " "):
        depth += (character == "(") - (character == ")")
        if depth == 0 and character == "|":
            return ()
        if depth == 0 and character == " ":
            pieces.append("")
        else:
            pieces[-1] += character
    asked = (_CHOICE.fullmatch(piece) for piece in pieces)
    kinds = [choice[1].split("|") for choice in asked if choice]
    return tuple(frozenset(CODES[k] for name in names for k in classes.get(name, [name])) for names in kinds)


_MASKS = 3


@cache
def _needed() -> list[tuple[int, int, int, Rule]]:
    """Each rule after its first three needs as bits; where it has fewer, anything will do."""
    masks = [[*map(_mask, rule.needs), *[-1] * _MASKS][:_MASKS] for rule in rules()]
    return [(a, b, c, rule) for (a, b, c), rule in zip(masks, rules(), strict=True)]


def _mask(kinds: frozenset[str]) -> int:
    """A set of kinds as the bits of a number."""
    mask = 0
    for kind in kinds:
        mask |= 1 << (ord(kind) - FIRST_CODE)
    return mask


def matches(lexed: Lexed) -> Iterator[Match]:
    """Every match of every rule, unsorted; a rule's own matches do not overlap."""
    present = _mask(frozenset(lexed.kinds))
    possible = [rule for a, b, c, rule in _needed() if a & present and b & present and c & present]
    for rule in possible:
        found = rule.shape.search(lexed.kinds)
        while found:
            match = Match(rule, lexed, found)
            yield match
            # The context after one match may be the context before the next.
            found = rule.shape.search(lexed.kinds, match.last)
