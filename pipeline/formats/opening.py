"""Files of annotation, also compressed as `extract` takes them, with its limits on what an archive may hold."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, TextIO

from pipeline.formats.errors import FormatError
from pipeline.reading import streams
from pipeline.reading.files import COMPRESSIONS
from pipeline.rejection import RejectedError


def plain_name(path: Path) -> Path:
    """The name of what `path` holds: `gold.jsonl` of `gold.jsonl.gz`."""
    return path.with_suffix("") if _compression(path) else path


@contextmanager
def opened(path: Path) -> Iterator[BinaryIO]:
    """The bytes of `path`, decompressed; raises FormatError for a broken archive or a bomb, OSError as `open`."""
    compression = _compression(path)
    if compression is None:
        with path.open("rb") as file:
            yield file
        return
    try:
        with streams.opened(path, compression) as stream:
            yield stream
    except RejectedError as error:
        msg = f"{path}: {error.reason}, {error}"
        raise FormatError(msg) from error


@contextmanager
def opened_text(path: Path) -> Iterator[TextIO]:
    """The UTF-8 text of `path`, by lines; raises as `opened`, and UnicodeDecodeError as it is read."""
    with opened(path) as file, io.TextIOWrapper(file, encoding="utf-8") as text:
        yield text


def _compression(path: Path) -> str | None:
    suffix = path.suffix.lower()
    return suffix if suffix in COMPRESSIONS else None
