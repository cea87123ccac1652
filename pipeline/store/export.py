"""Tables and views of the database → CSV or Parquet files."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import Boolean, Engine, Float, Integer, text

from pipeline.store.database import reading
from pipeline.store.schema import METADATA, TABLES, VIEWS

EXPORTS = (*VIEWS, *(table.name for table in TABLES))
_PARTITION = 1_000
# A spreadsheet takes a cell that begins like this for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_TYPES = {column.name: column.type for table in TABLES for column in table.columns}


def export(engine: Engine, name: str, path: Path) -> int:
    """Writes the table or view `name` to `path` (.csv or .parquet), in one step; gives the number of rows.

    In CSV, a text that a spreadsheet would take for a formula gets an apostrophe in front. Raises OSError.
    """
    write = _write_parquet if path.suffix == ".parquet" else _write_csv
    temporary = path.with_name(path.name + ".tmp")
    with reading(engine) as connection:
        query = text(f"SELECT {_columns(name)} FROM {name} ORDER BY 1, 2, 3, 4")  # noqa: S608 (one of EXPORTS)
        with connection.execution_options(stream_results=True).execute(query) as result:
            number = write(temporary, list(result.keys()), map(list, result.partitions(_PARTITION)))
    temporary.replace(path)
    return number


def _columns(name: str) -> str:
    """All columns, the record as the text that it is."""
    columns = METADATA.tables[name].columns.keys() if name in METADATA.tables else []
    quoted = ['CAST(record AS TEXT) AS "record"' if c == "record" else f'"{c}"' for c in columns]
    return ", ".join(quoted) or "*"


def _write_csv(path: Path, columns: list[str], parts: Iterator[Sequence[Sequence[Any]]]) -> int:
    number = 0
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        for part in parts:
            writer.writerows([inert(value) for value in row] for row in part)
            number += len(part)
    return number


def inert(value: Any) -> Any:
    """`value`, with an apostrophe in front of a text that a spreadsheet would run."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


def _write_parquet(path: Path, columns: list[str], parts: Iterator[Sequence[Sequence[Any]]]) -> int:
    import pyarrow as pa
    from pyarrow import parquet

    kinds = {Integer: pa.int64(), Float: pa.float64(), Boolean: pa.bool_()}

    def arrow(column: str) -> Any:
        kind = Integer if column == "participant_count" else type(_TYPES.get(column))
        return kinds.get(kind, pa.string())

    def value(cell: Any, kind: Any) -> Any:
        return bool(cell) if cell is not None and kind == pa.bool_() else cell

    schema = pa.schema([(column, arrow(column)) for column in columns])
    number = 0
    with parquet.ParquetWriter(path, schema, compression="zstd") as writer:
        for part in parts:
            cells = {
                field.name: [value(row[i], field.type) for row in part] for i, field in enumerate(schema)
            }
            writer.write_table(pa.Table.from_pydict(cells, schema=schema))
            number += len(part)
    return number
