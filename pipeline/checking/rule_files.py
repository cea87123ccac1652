"""TOML rule files with the lines of their tables and keys, for messages that say where."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from pipeline import lexicon
from pipeline.assembly.patterns import PatternError, compile_pattern

_HEADER = re.compile(r"\[{1,2}([\w.-]+)\]{1,2}\s*(?:#.*)?$")


class UnreadableError(ValueError):
    """A rule file that is no TOML in UTF-8; the message is a problem."""


@dataclass(frozen=True, slots=True)
class RuleFile:
    """A rule file: its name under `models/`, its lines and its content."""

    name: str
    lines: list[str]
    data: dict[str, Any]

    @classmethod
    def read(cls, path: Path, folder: Path) -> Self:
        """The file at `path` in the `models` folder; raises UnreadableError."""
        name = path.relative_to(folder).as_posix()
        try:
            text = path.read_text(encoding="utf-8")
            return cls(name, text.split("\n"), tomllib.loads(text))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            msg = f"{name}: not readable as TOML in UTF-8: {error}"
            raise UnreadableError(msg) from error

    def where(self, key: str, table: str = "", number: int = 0) -> str:
        """`file, line n` of `key` in the table of that name (the `number`-th of several), else of the table."""
        current, seen, start = "", -1, 1
        for line, text in enumerate(self.lines, start=1):
            if header := _HEADER.match(text):
                current = header[1]
                seen += current == table
                if current == table and seen == number:
                    start = line
            inside = current == table and (not table or seen == number)
            if inside and re.match(rf"\s*[\"']?{re.escape(key)}[\"']?\s*=", text):
                return f"{self.name}, line {line}"
        return f"{self.name}, line {start}"


@dataclass(frozen=True, slots=True)
class Place:
    """A table of a rule file, for messages."""

    file: RuleFile
    table: str = ""
    number: int = 0

    def says(self, key: str, problem: str) -> str:
        """The problem with where it is."""
        return f"{self.file.where(key, self.table, self.number)}: {problem}"


def unknown_keys(place: Place, table: Mapping[str, Any], known: Collection[str]) -> Iterator[str]:
    """Keys of `table` that mean nothing, each with the nearest that does."""
    for key in table:
        if key not in known:
            yield place.says(key, f"unknown key {key!r}: {lexicon.nearest(key, sorted(known))}")


def wrong_pattern(
    place: Place, key: str, pattern: object, classes: Mapping[str, str] | None = None
) -> Iterator[str]:
    """What keeps a pattern from compiling."""
    if not isinstance(pattern, str) or not pattern:
        yield place.says(key, f"{key} = {pattern!r}: give a pattern as a text")
        return
    try:
        compile_pattern(
            pattern, {name: text for name, text in (classes or {}).items() if isinstance(text, str)}
        )
    except PatternError as error:
        yield place.says(key, f"{key}: {error}")
    except KeyError as error:
        yield place.says(key, f"{key} names the word class {error}, which is not in [classes] of this file")
    except RecursionError:
        yield place.says(key, f"{key} = {pattern!r}: a word class names itself")


def alternatives(pattern: str) -> list[str]:
    """The top-level alternatives of a pattern: `a(b|c)|d` → `a(b|c)`, `d`."""
    found, depth, start, escaped, in_set = [], 0, 0, False, False
    for i, char in enumerate(pattern):
        if escaped or char == "\\":
            escaped = not escaped
        elif in_set or char == "[":
            in_set = char != "]"
        elif char in "({":
            depth += 1
        elif char in ")}":
            depth -= 1
        elif char == "|" and depth == 0:
            found.append(pattern[start:i])
            start = i + 1
    return [*found, pattern[start:]]


def are_texts(value: object) -> bool:
    """Whether `value` is a list of texts."""
    return isinstance(value, list) and all(isinstance(text, str) for text in value)


def are_tables(value: object) -> bool:
    """Whether `value` is what `[[name]]` headers make: a list of tables."""
    return isinstance(value, list) and all(isinstance(table, dict) for table in value)
