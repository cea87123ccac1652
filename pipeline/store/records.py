"""Files of JSON Lines → event and document records, and what is wrong with the other lines."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from pydantic import ValidationError

from pipeline.reading.files import COMPRESSIONS
from pipeline.reading.streams import lines, opened
from pipeline.records import Document, Event
from pipeline.rejection import RejectedError

# Not behind a backslash of its own, which makes it six plain characters.
_NUL = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")


def read_records(names: Sequence[str], bad: Callable[[str, int, str], None]) -> Iterator[Event | Document]:
    """The records in the files `names` (`-` is standard input), in order.

    `bad` gets file, line number and reason of each line that is no record, and of the end of a file whose
    rest cannot be read.
    """
    for name in names:
        path = None if name == "-" else Path(name)
        compression = path.suffix if path and path.suffix in COMPRESSIONS else None
        number = 0
        try:
            with opened(path, compression) as stream:
                for number, line in lines(stream):
                    if line is None or line.strip():
                        try:
                            yield _record(line)
                        except ValueError as error:
                            bad(name, number, _reason(error))
        except RejectedError as error:
            bad(name, number + 1, f"{error.reason}, {error.detail}")


def check(names: Sequence[str]) -> None:
    """Raises FileNotFoundError for the first of `names` that is no file."""
    for name in names:
        if name != "-" and not Path(name).is_file():
            msg = f"there is no file {name!r}: give files that `chronique extract` wrote"
            raise FileNotFoundError(msg)


def _record(line: bytes | None) -> Event | Document:
    if line is None:
        msg = "the line is too long"
        raise ValueError(msg)
    if b"\\u0000" in line and _NUL.search(line):
        msg = "holds a NUL character, which no database takes"
        raise ValueError(msg)
    if b'"chronique/document@' in line[:200]:
        return Document.model_validate_json(line)
    record = Event.model_validate_json(line)
    if record.document is None:
        msg = "an event record without its document"
        raise ValueError(msg)
    return record


def _reason(error: Exception) -> str:
    if isinstance(error, ValidationError):
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(map(str, first["loc"]))
        return f"{where}: {first['msg']}" if where else first["msg"]
    return str(error)
