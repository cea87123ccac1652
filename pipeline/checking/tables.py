"""Checks `models/lexicons/*.tsv`: header, cells, duplicates."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

# A second column of this name is part of the key: a form may stand once for each of its values.
_KEY_COLUMNS = frozenset({"role", "position"})


def problems(folder: Path) -> Iterator[str]:
    """What is wrong with the tables of a `models` folder."""
    for path in sorted((folder / "lexicons").glob("*.tsv")):
        where = path.relative_to(folder).as_posix()
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError as error:
            yield f"{where}: not UTF-8 (byte {error.start}): save it in UTF-8"
            continue
        lines = [
            (number, line.rstrip("\r").split("\t"))
            for number, line in enumerate(text.split("\n"), start=1)
            if line.strip() and not line.startswith("#")
        ]
        if not lines:
            yield f"{where}: no header: name the columns in the first line, with tabs between them"
            continue
        yield from _table(where, lines[0][1], lines[1:])


def _table(where: str, header: list[str], rows: list[tuple[int, list[str]]]) -> Iterator[str]:
    if len(set(header)) < len(header) or not all(header):
        yield f"{where}: columns {header}: give each a name of its own"
        return
    key_size = 2 if len(header) > 1 and header[1] in _KEY_COLUMNS else 1
    first: dict[tuple[str, ...], int] = {}
    for number, cells in rows:
        if len(cells) != len(header):
            yield f"{where}, line {number}: {len(cells)} cells in {cells}; the header has {len(header)}: {header}"
            continue
        known = first.setdefault(tuple(cells[:key_size]), number)
        if known != number:
            form = " as ".join(cells[:key_size])
            yield f"{where}, line {number}: {form!r} is already in line {known}: keep one of the two"
        for column, cell in zip(header, cells, strict=True):
            yield from _cell(f"{where}, line {number}, {column}", cell)


def _cell(where: str, cell: str) -> Iterator[str]:
    if cell != cell.strip():
        yield f"{where}: spaces at the edge of {cell!r}: remove them"
    alternatives = cell.split("|")
    for alternative in sorted({each for each in alternatives if alternatives.count(each) > 1}):
        yield f"{where}: {alternative!r} is there {alternatives.count(alternative)} times: keep one"
    if len(alternatives) > 1 and "" in alternatives:
        yield f"{where}: an empty alternative in {cell!r}: remove a '|'"
