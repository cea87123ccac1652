"""Rule data: loads the tables under `models/` and says clearly what is wrong with one."""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Iterator
from functools import cache

from pipeline import resources


class LexiconError(ValueError):
    """A table that breaks its own format; the message names file, line, value and remedy."""


@cache
def rows(name: str) -> tuple[dict[str, str], ...]:
    """The rows of `models/lexicons/<name>.tsv` as dicts keyed by the header's column names.

    Lines that begin with `#` and empty lines do not count; the first other line is the header; empty cells
    are empty strings. Raises LexiconError for a row whose number of cells differs from the header's, and
    FileNotFoundError for an unknown table.
    """
    path = resources.models() / "lexicons" / f"{name}.tsv"
    lines = _content(path.read_text(encoding="utf-8"))
    _, header = next(lines, (0, ""))
    columns = header.split("\t")
    table = []
    for number, line in lines:
        cells = line.split("\t")
        if len(cells) != len(columns):
            msg = f"{path.name}, line {number}: {len(cells)} cells in {line!r}; the header has {len(columns)}"
            raise LexiconError(msg)
        table.append(dict(zip(columns, cells, strict=True)))
    return tuple(table)


@cache
def words(name: str, column: str = "form") -> frozenset[str]:
    """One column of a table as a set."""
    return frozenset(row[column] for row in rows(name))


def nearest(key: str, keys: Collection[str]) -> str:
    """What to do about an unknown key: the known one that it resembles, or all that are known."""
    alike = difflib.get_close_matches(key, keys, n=1)
    return f"did you mean {alike[0]!r}?" if alike else f"use one of {', '.join(map(repr, keys))}"


def line_of(text: str, key: str) -> int | None:
    """The line, from 1, that first names `key` as a key, a table or a quoted value of a TOML text."""
    name = re.escape(key)
    quoted = re.escape(key.replace("\\", "\\\\").replace('"', '\\"'))
    place = rf"""^[ \t]*(?:{name}[ \t]*=|\[+[ \t]*{name}[ \t]*\]|.*["']{quoted}["'])"""
    match = re.search(place, text, re.MULTILINE)
    return text.count("\n", 0, match.start()) + 1 if match else None


def _content(text: str) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip() and not line.startswith("#"):
            yield number, line.rstrip("\r")
