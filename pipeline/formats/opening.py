"""Files of annotation, also compressed as `extract` takes them, with its limits on what an archive may hold."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, TextIO
from urllib.parse import unquote

from pipeline.formats.errors import FormatError
from pipeline.reading import streams
from pipeline.reading.files import COMPRESSIONS
from pipeline.rejection import RejectedError


def plain_name(path: Path) -> Path:
    """The name of what `path` holds: `gold.jsonl` of `gold.jsonl.gz`."""
    return path.with_suffix("") if _compression(path) else path


def documents_under(path: Path, suffix: str, hint: str = "") -> Iterator[tuple[Path, str]]:
    """The files of a folder (searched recursively) that end in `suffix`, or `path` itself, with their documents' ids.

    An id is the path below the folder without its suffix, what file names cannot hold percent-decoded. Raises
    FormatError for a folder without such files; `hint` ends its message.
    """
    files = sorted(path.rglob(f"*{suffix}")) if path.is_dir() else [path]
    if not files:
        msg = f"{path} holds no {suffix} file{hint}"
        raise FormatError(msg)
    for file in files:
        name = file.relative_to(path) if path.is_dir() else Path(file.name)
        yield file, unquote(name.with_suffix("").as_posix())


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
