"""One reader a format: a source → its articles and rejects, streaming."""

from __future__ import annotations

import codecs
import csv
import io
import json
import math
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from pipeline.reading.articles import Fields, article
from pipeline.reading.decoding import decode, is_utf16
from pipeline.reading.files import Format, Source
from pipeline.reading.streams import MAX_RECORD, lines, opened
from pipeline.records import Article, Reject
from pipeline.rejection import Reason, RejectedError, printable

Say = Callable[[str, str], None]
Items = Iterator[Article | Reject]
_PARQUET_ROWS = 64
_TOO_LONG = f"more than {MAX_RECORD // 1_000_000} MB in one article; split it"


def read_text(source: Source, fields: Fields, say: Say) -> Items:
    """One article a file."""
    with opened(source.path, source.compression) as stream:
        data = stream.read(MAX_RECORD + 1)
    if len(data) > MAX_RECORD:
        raise RejectedError(Reason.over_long, _TOO_LONG)
    try:
        text = decode(data, source.name, say)
        yield article(
            {"id": source.id, "text": text, "published": None}, _text_fields(fields), source.name, None
        )
    except RejectedError as error:
        yield Reject(id=source.id, source=source.name, reason=error.reason, detail=error.detail)


def _text_fields(fields: Fields) -> Fields:
    return Fields(reference=fields.reference)


def read_jsonl(source: Source, fields: Fields, say: Say) -> Items:
    """One JSON object a line; empty lines do not count."""
    with opened(source.path, source.compression) as stream:
        _refuse_utf16(stream)
        for number, line in lines(stream):
            if line is None:
                yield Reject(source=source.name, line=number, reason=Reason.over_long, detail=_TOO_LONG)
            elif line.strip():
                yield _json_article(line, source, fields, number, say)


def _json_article(line: bytes, source: Source, fields: Fields, number: int, say: Say) -> Article | Reject:
    try:
        row = json_object(decode(line, source.name, say))
    except RejectedError as error:
        known = _id_of_bad(line, fields)
        return Reject(id=known, source=source.name, line=number, reason=error.reason, detail=error.detail)
    return article(row, fields, source.name, number)


def _id_of_bad(line: bytes, fields: Fields) -> str | None:
    """The id in a line that is almost JSON, for the reject."""
    try:
        identifier = json.loads(line.removeprefix(codecs.BOM_UTF8), parse_int=str)[fields.id]
    except (ValueError, RecursionError, LookupError, TypeError):
        return None
    return printable(identifier) if isinstance(identifier, str) else None


def json_object(text: str) -> dict[str, Any]:
    """The JSON object that `text` is; raises RejectedError for anything else, repeated keys too."""
    try:
        row = json.loads(text, parse_constant=_no_constant, object_pairs_hook=_unique_keys)
    except RecursionError as error:
        raise RejectedError(Reason.bad_json, "nested too deeply") from error
    except ValueError as error:
        raise RejectedError(Reason.bad_json, str(error)) from error
    if not isinstance(row, dict):
        raise RejectedError(
            Reason.bad_json, f"a JSON {type(row).__name__}, not an object with the article's fields"
        )
    return row


def _no_constant(name: str) -> None:
    raise RejectedError(Reason.bad_json, f"{name} is not JSON; write null or a number")


def _unique_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise RejectedError(Reason.duplicate_key, f"key {twice!r} is given twice; keep one")
    return found


def read_csv(source: Source, fields: Fields, say: Say) -> Items:
    """One article a row under a header; commas or semicolons, whichever the header has; tabs for .tsv."""
    with _long_cells(), opened(source.path, source.compression) as stream:
        _refuse_utf16(stream)
        decoded = _decoded(stream, source, say)
        header_line = next(decoded, "")
        delimiter = "\t" if source.format is Format.tsv else _delimiter(header_line, fields)
        reader = csv.reader(_chain(header_line, decoded), delimiter=delimiter, strict=True)
        header = [cell.strip() for cell in _next_row(reader, 1) or []]
        _require(fields, header)
        line = reader.line_num + 1
        while (row := _next_row(reader, line)) is not None:
            if row:
                yield _csv_article(row, header, source, fields, line)
            line = reader.line_num + 1


@contextmanager
def _long_cells() -> Iterator[None]:
    before = csv.field_size_limit(MAX_RECORD)
    try:
        yield
    finally:
        csv.field_size_limit(before)


def _next_row(reader: Iterator[list[str]], line: int) -> list[str] | None:
    try:
        return next(reader, None)
    except csv.Error as error:
        detail = f"{error}, in the row that begins at line {line}; what follows is not read"
        raise RejectedError(Reason.bad_csv, detail) from error


def _csv_article(
    row: list[str], header: list[str], source: Source, fields: Fields, line: int
) -> Article | Reject:
    if len(row) != len(header):
        detail = f"{len(row)} cells, the header has {len(header)}; quote cells that hold the delimiter"
        return Reject(source=source.name, line=line, reason=Reason.bad_csv, detail=detail)
    return article(dict(zip(header, row, strict=True)), fields, source.name, line)


def _decoded(stream: io.BufferedReader, source: Source, say: Say) -> Iterator[str]:
    for _, line in lines(stream):
        if line is None:
            raise RejectedError(Reason.over_long, _TOO_LONG)
        yield decode(line, source.name, say)


def _chain(first: str, rest: Iterable[str]) -> Iterator[str]:
    yield first
    yield from rest


def _delimiter(header: str, fields: Fields) -> str:
    for delimiter in (",", ";", "\t"):
        if fields.text in (cell.strip('" \r\n') for cell in header.split(delimiter)):
            return delimiter
    return ","


def _require(fields: Fields, columns: list[str]) -> None:
    for name, option in ((fields.id, "--id-field"), (fields.text, "--text-field")):
        if name not in columns:
            detail = f"no column {name!r} among {', '.join(columns) or 'none'}; name it with {option}"
            raise RejectedError(Reason.missing_column, detail)
    for name in fields.names():
        if columns.count(name) > 1:
            detail = f"{columns.count(name)} columns are called {name!r}; keep one"
            raise RejectedError(Reason.duplicate_key, detail)


def read_parquet(source: Source, fields: Fields, say: Say) -> Items:  # noqa: ARG001 (Parquet is UTF-8)
    """One article a row, read a few rows at a time; from a temporary file if it is compressed or elsewhere."""
    import pyarrow as pa
    from pyarrow import parquet

    with tempfile.TemporaryFile() as unpacked, opened(source.path, source.compression) as stream:
        file: BinaryIO = stream
        if source.compression is not None or not isinstance(source.path, Path):
            shutil.copyfileobj(stream, unpacked)
            unpacked.seek(0)
            file = unpacked
        try:
            table = parquet.ParquetFile(file)
            columns = table.schema_arrow.names
            _require(fields, columns)
            wanted = None if fields.keep_meta else [name for name in fields.names() if name in columns]
            number = 0
            for batch in table.iter_batches(batch_size=_PARQUET_ROWS, columns=wanted):
                for row in _plain(batch).to_pylist():
                    number += 1
                    present = {name: value for name, value in row.items() if not _is_nan(value)}
                    yield article(present, fields, source.name, number)
        except (pa.ArrowException, ValueError, OverflowError, KeyError) as error:
            raise RejectedError(Reason.bad_parquet, str(error).split("\n", 1)[0]) from error


def _is_nan(value: Any) -> bool:
    """Whether `value` is how pandas writes that there is none."""
    return isinstance(value, float) and math.isnan(value)


def _plain(batch: Any) -> Any:
    """`batch` with times to the microsecond, which is as fine as Python's are."""
    import pyarrow as pa

    columns = [
        column.cast(pa.timestamp("us", column.type.tz), safe=False)
        if pa.types.is_timestamp(column.type)
        else column
        for column in batch.columns
    ]
    return pa.RecordBatch.from_arrays(columns, names=batch.schema.names)


def _refuse_utf16(stream: io.BufferedReader) -> None:
    if is_utf16(stream.peek(2)[:2]):
        raise RejectedError(Reason.bad_encoding, "UTF-16; convert it to UTF-8, for instance with iconv")


READERS: Mapping[Format, Callable[[Source, Fields, Say], Items]] = {
    Format.text: read_text,
    Format.jsonl: read_jsonl,
    Format.csv: read_csv,
    Format.tsv: read_csv,
    Format.parquet: read_parquet,
}
