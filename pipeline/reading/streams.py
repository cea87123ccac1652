"""Opening files, compressed ones too, without trusting what they hold."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import sys
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Literal, Protocol, cast

import zstandard

from pipeline.rejection import Reason, RejectedError

# Text compresses 3 to 30 times; an archive that keeps expanding 200 times beyond 100 MB is a bomb.
BOMB_BYTES = 100_000_000
BOMB_RATIO = 200
# One article with all its fields; beyond, it is rejected unread.
MAX_RECORD = 32_000_000
_ZSTD_CHUNK = 1024  # a block of this size expands to at most 32 MB


class Openable(Protocol):
    """A path, or a file elsewhere."""

    def open(self, mode: Literal["rb"], /) -> io.BufferedReader:
        """Its bytes; raises OSError."""


@contextmanager
def opened(path: Openable | None, compression: str | None) -> Iterator[io.BufferedReader]:
    """The bytes of `path` (None: standard input), decompressed.

    Raises RejectedError for whatever goes wrong, within the block too.
    """
    try:
        with _file(path) as raw:
            if compression is None:
                yield raw
            else:
                yield io.BufferedReader(_Decompressed(raw, compression), buffer_size=1 << 16)
    except EOFError as error:
        detail = "the archive ends too early; fetch it again"
        raise RejectedError(Reason.truncated_archive, detail) from error
    except (gzip.BadGzipFile, lzma.LZMAError, zlib.error, zstandard.ZstdError) as error:
        raise RejectedError(Reason.corrupt_archive, str(error)) from error
    except OSError as error:
        corrupt = compression is not None and error.errno is None  # how bz2 tells it
        reason = Reason.corrupt_archive if corrupt else Reason.unreadable_file
        raise RejectedError(reason, error.strerror or str(error)) from error


@contextmanager
def _file(path: Openable | None) -> Iterator[io.BufferedReader]:
    if path is None:
        yield cast("io.BufferedReader", sys.stdin.buffer)
    else:
        with path.open("rb") as raw:
            yield raw


class _Decompressed(io.RawIOBase):
    """What an archive holds, as long as it grows in reason."""

    def __init__(self, raw: io.BufferedReader, compression: str) -> None:
        self._raw = raw
        self._inner = _OPENERS[compression](raw)
        self._given = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # typeshed's Buffer has no len()
        data = self._inner.read(len(buffer))
        if not (data or self._given or self._raw.tell()):
            raise EOFError  # not even an archive of nothing, which has a header
        buffer[: len(data)] = data
        self._given += len(data)
        if self._given > BOMB_BYTES and self._given > BOMB_RATIO * max(self._raw.tell(), 1):
            detail = f"expands more than {BOMB_RATIO} times, to {self._given} bytes; unpack it yourself"
            raise RejectedError(Reason.zip_bomb, detail)
        return len(data)


class _Zstd:
    """Reads Zstandard frames one after the other; unlike the library's own reader, it notices a cut end."""

    def __init__(self, raw: io.BufferedReader) -> None:
        self._chunks = self._decompress(raw)
        self._left = b""

    def read(self, size: int) -> bytes:
        while not self._left:
            chunk = next(self._chunks, None)
            if chunk is None:
                return b""
            self._left = chunk
        data, self._left = self._left[:size], self._left[size:]
        return data

    @staticmethod
    def _decompress(raw: io.BufferedReader) -> Iterator[bytes]:
        frame = None
        while chunk := raw.read(_ZSTD_CHUNK):
            while chunk:
                frame = frame or zstandard.ZstdDecompressor(max_window_size=1 << 27).decompressobj()
                yield frame.decompress(chunk)
                chunk = frame.unused_data if frame.eof else b""
                if frame.eof:
                    frame = None
        if frame is not None:
            raise EOFError


_OPENERS: Mapping[str, Callable[[io.BufferedReader], Any]] = {
    ".gz": lambda raw: gzip.GzipFile(fileobj=raw),
    ".bz2": bz2.BZ2File,
    ".xz": lzma.LZMAFile,
    ".zst": _Zstd,
}


def lines(stream: io.BufferedReader) -> Iterator[tuple[int, bytes | None]]:
    """The lines of `stream`, ended by line feeds alone, and their numbers; None for one beyond MAX_RECORD."""
    number = 0
    while line := stream.readline(MAX_RECORD + 1):
        number += 1
        too_long = len(line) > MAX_RECORD
        while too_long and line and not line.endswith(b"\n"):
            line = stream.readline(1 << 20)
        yield number, None if too_long else line
