"""Files in stores that fsspec knows by their address: s3://, gs://, memory:// … (the extra `chronique[remote]`).

Whatever a store or its driver raises becomes an OSError with a sentence and the address.
"""

from __future__ import annotations

import errno
import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path, PurePosixPath
from typing import Any


def is_remote(name: str) -> bool:
    """Whether `name` is an address rather than a path."""
    return "://" in name


@dataclass(frozen=True, slots=True)
class RemoteFile:
    """A file by its address."""

    url: str

    def open(self, mode: str = "rb") -> io.BufferedReader:
        """Its bytes, streaming; raises OSError, also as it is read."""
        with _translated(self.url):
            store, path = _store(self.url)
            return io.BufferedReader(_Stream(store.open(path, mode), self.url), buffer_size=1 << 16)

    def exists(self) -> bool:
        """Whether there is such a file."""
        with _translated(self.url):
            store, path = _store(self.url)
            return bool(store.exists(path))

    def put(self, source: Path) -> None:
        """Puts a copy of `source` there, in one step as far as a reader can see."""
        with _translated(self.url):
            store, path = _store(self.url)
            store.put_file(str(source), path)


def files(url: str) -> list[tuple[str, str]] | None:
    """Address and relative name of each file in the folder `url`, by name; None if it is a file itself.

    Raises OSError if there is nothing. Hidden files do not count.
    """
    with _translated(url):
        store, folder = _store(url)
        if store.isfile(folder):
            return None
        found = [PurePosixPath(path).relative_to(folder) for path in store.find(folder)]
        if not found:
            raise FileNotFoundError(errno.ENOENT, "no such file or folder")
        shown = sorted(path for path in found if not any(part.startswith(".") for part in path.parts))
        return [(f"{url.rstrip('/')}/{path}", str(path)) for path in shown]


def _store(url: str) -> tuple[Any, str]:
    try:
        core = import_module("fsspec.core")
    except ImportError as error:
        msg = "fsspec is not installed: pip install 'chronique[remote]'"
        raise OSError(errno.ENOTSUP, msg) from error
    store, path = core.url_to_fs(url)
    return store, path


@contextmanager
def _translated(url: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise OSError(error.errno or errno.EIO, error.strerror or str(error), url) from error
    except Exception as error:
        # Drivers raise what their libraries do; a missing driver is an ImportError that names it.
        words = " ".join(str(error).split())
        reason = words if isinstance(error, ImportError | ValueError) else f"{type(error).__name__}: {words}"
        raise OSError(errno.EIO, reason, url) from error


class _Stream(io.RawIOBase):
    def __init__(self, file: Any, url: str) -> None:
        self._file = file
        self._url = url

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # typeshed's Buffer has no len()
        with _translated(self._url):
            data = self._file.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)

    def tell(self) -> int:
        return int(self._file.tell())

    def close(self) -> None:
        if not self.closed:
            self._file.close()
        super().close()
