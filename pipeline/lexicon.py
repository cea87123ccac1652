"""Rule data: loads the tables under `models/` and says clearly what is wrong with one."""

from __future__ import annotations

from collections.abc import Iterator
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


def _content(text: str) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip() and not line.startswith("#"):
            yield number, line.rstrip("\r")
