"""Files of our own records, document and event records mixed as they come."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from pipeline.formats import lenient
from pipeline.formats.chronique import is_event
from pipeline.formats.errors import FormatError
from pipeline.reading.files import COMPRESSIONS
from pipeline.reading.streams import opened
from pipeline.records import Document, DocumentReference, Event
from pipeline.rejection import RejectedError

_REFERENCE = tuple(DocumentReference.model_fields)


def read(paths: Iterable[Path]) -> Iterator[Event | Document]:
    """The records of JSON Lines files, streaming, in order; the path `-` is standard input.

    Takes what `extract` writes and hand-made gold alike, also compressed (.gz, .bz2, .xz, .zst). Raises
    FormatError for a file that cannot be read and for a line that is no record.
    """
    for path in paths:
        given = str(path) != "-"
        name = str(path) if given else "standard input"
        compression = path.suffix if path.suffix in COMPRESSIONS else None
        try:
            with opened(path if given else None, compression) as lines:
                yield from _records(name, lines)
        except RejectedError as error:
            msg = f"{name}: {error}"
            raise FormatError(msg) from error


def events(records: Iterable[Event | Document]) -> Iterator[Event]:
    """The events of event and document records, each with the article that it was read in."""
    for record in records:
        if isinstance(record, Event):
            yield record
            continue
        reference = record.reference()
        for event in record.events:
            yield event.model_copy(update={"document": reference})


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
