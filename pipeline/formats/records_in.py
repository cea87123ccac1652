"""Files of our own records, document and event records mixed as they come."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from pipeline.formats import lenient
from pipeline.formats.chronique import is_event
from pipeline.formats.errors import FormatError
from pipeline.records import Document, DocumentReference, Event

_REFERENCE = tuple(DocumentReference.model_fields)


def read(paths: Iterable[Path]) -> Iterator[Event | Document]:
    """The records of JSON Lines files, streaming, in order; the path `-` is standard input.

    Takes what `extract` writes and hand-made gold alike. Raises OSError for a file that cannot be opened and
    FormatError for a line that is no record.
    """
    for path in paths:
        if str(path) == "-":
            yield from _records("standard input", sys.stdin.buffer)
        else:
            with path.open("rb") as lines:
                yield from _records(str(path), lines)


def _records(name: str, lines: Iterable[bytes]) -> Iterator[Event | Document]:
    for number, line in enumerate(lines, 1):
        if line.strip():
            yield _record(line, f"{name}, line {number}")


def _record(line: bytes, where: str) -> Event | Document:
    raw = _json(line, where)
    if not (isinstance(raw, dict) and is_event(raw)):
        return lenient.document(raw, where)
    _, event = lenient.event(raw, where)
    return event.model_copy(update={"document": _reference(raw["document"], where)})


def _reference(raw: dict[str, Any], where: str) -> DocumentReference:
    known = {key: raw.get(key) for key in _REFERENCE}
    wrong = next((key for key, value in known.items() if not isinstance(value, str | None)), None)
    if wrong:
        msg = f"{where}: document.{wrong} is {known[wrong]!r}, where a string or null is needed"
        raise FormatError(msg)
    return DocumentReference.model_validate(known)


def _json(line: bytes, where: str) -> Any:
    try:
        return json.loads(line)
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        msg = f"{where}: not JSON ({error}); each line holds one record, as `chronique extract` writes them"
        raise FormatError(msg) from None
