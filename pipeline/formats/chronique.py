"""Our own records, one a line: document records in and out, event records as predictions."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from pipeline.formats import lenient
from pipeline.formats.errors import FormatError, Losses
from pipeline.formats.opening import opened_text
from pipeline.records import Document, Event


def read(path: Path, losses: Losses) -> Iterator[Document]:  # noqa: ARG001 (nothing is lost in our own format)
    """The document records of a file, streaming; raises FormatError for what is none."""
    for where, raw in lines(path):
        if isinstance(raw, dict) and is_event(raw):
            msg = f"{where}: an event record, where document records are needed (`extract --emit documents`)"
            raise FormatError(msg)
        yield lenient.document(raw, where)


def write(documents: Iterable[Document], path: Path, losses: Losses) -> None:  # noqa: ARG001 (as above)
    """Writes document records, one a line."""
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for document in documents:
            file.write(document.to_json() + "\n")


def read_events(path: Path) -> dict[str, list[Event]]:
    """The event records of a file by the id of their document; raises FormatError for what is none."""
    events: dict[str, list[Event]] = {}
    for where, raw in lines(path):
        document, event = lenient.event(raw, where)
        events.setdefault(document, []).append(event)
    return events


def holds_events(path: Path) -> bool:
    """Whether the first record of a file is an event record; also true of a file without any record."""
    first = next(lines(path), None)
    return first is None or (isinstance(first[1], dict) and is_event(first[1]))


def is_event(raw: dict[str, Any]) -> bool:
    """Whether a JSON object is an event record rather than a document record."""
    return str(raw.get("schema", "")).startswith("chronique/event") or ("roles" in raw and "text" not in raw)


def lines(path: Path) -> Iterator[tuple[str, Any]]:
    """Where each JSON value of a file is (file and line), and the value; raises FormatError."""
    with opened_text(path) as file:
        try:
            for number, line in enumerate(file, 1):
                if line.strip():
                    yield f"{path}, line {number}", _json(line, path, number)
        except UnicodeDecodeError as error:
            msg = f"{path}: not UTF-8 ({error.reason} at byte {error.start}); save it as UTF-8"
            raise FormatError(msg) from None


def _json(line: str, path: Path, number: int) -> Any:
    try:
        return json.loads(line)
    except json.JSONDecodeError as error:
        msg = (
            f"{path}, line {number}, column {error.colno}: not JSON ({error.msg}); each line holds one record"
        )
        raise FormatError(msg) from None
