"""Bytes → text: UTF-8, with or without a byte order mark, or else Windows-1252."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable

from pipeline.rejection import Reason, RejectedError

_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
# “Ã©” or “â€™” is never French: such pairs show that the text is UTF-8, and an invalid byte damage.
_UTF8_PAIR = re.compile(rb"\xc3[\x80-\xbf]|\xe2\x80[\x80-\xbf]")


def decode(data: bytes, name: str, say: Callable[[str, str], None]) -> str:
    """`data` as text; `say` learns of an encoding other than UTF-8.

    Windows-1252 holds Latin-1 but for control characters; a byte that it leaves undefined is read as Latin-1.
    Raises RejectedError for UTF-8 with invalid bytes in it.
    """
    if data.startswith(_UTF16):
        say("utf-16", f"{name} is UTF-16, not UTF-8: read as such")
        return data.decode("utf-16", errors="replace")
    try:
        return data.removeprefix(codecs.BOM_UTF8).decode("utf-8")
    except UnicodeDecodeError as error:
        if _UTF8_PAIR.search(data):
            detail = (
                f"UTF-8 with an invalid byte 0x{data[error.start]:02x} at {error.start}; repair or convert it"
            )
            raise RejectedError(Reason.bad_encoding, detail) from error
    say("cp1252", f"{name} is not UTF-8: read as Windows-1252, as are any others like it")
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def is_utf16(start: bytes) -> bool:
    """Whether a file that begins with `start` is UTF-16, which cannot be cut into lines of bytes."""
    return start.startswith(_UTF16)
