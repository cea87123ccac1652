"""Case, accents and typography folded away, one character for one, so that offsets stay."""

from __future__ import annotations

import codecs
import unicodedata
from functools import cache
from typing import Any

import numpy as np

_SAME = {"’": "'", "‘": "'", "ʼ": "'", "´": "'", "`": "'", "–": "-", "—": "-", "‑": "-", "‐": "-", "−": "-"}
_SAME |= {"\n": "\n", "\r": "\n", "\u2028": "\n", "\u2029": "\n"}


class _Folds(dict[int, str]):
    """What each character folds to; computed once a character."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        folded = _SAME.get(character) or _fold(character)
        self[code] = folded
        return folded


def _fold(character: str) -> str:
    if character.isspace():
        return " "
    base = unicodedata.normalize("NFKD", character)[:1]
    lowered = (base or character).lower()
    # A fold that changes the length (ß, İ, ligatures) would shift offsets.
    return lowered if len(lowered) == 1 and (lowered.isalpha() == character.isalpha()) else character


_FOLDS = _Folds()
# Characters up to here, which is nearly all of French, are looked up in a table at once.
_TABLED = 0x2100
# Python imports a codec as it is first used: here, not amid somebody's article.
codecs.lookup("utf-32-le")
# Below this length the table is not worth its calls.
_SHORT = 200


@cache
def _table() -> np.ndarray[Any, np.dtype[np.uint32]]:
    return np.array([ord(_FOLDS[code]) for code in range(_TABLED)], dtype="<u4")


def fold(text: str) -> str:
    """`text` in small letters without accents, with plain apostrophes, hyphens and spaces; same length."""
    if len(text) < _SHORT:
        return text.translate(_FOLDS)
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")
    if codes.max() >= _TABLED:
        return text.translate(_FOLDS)
    folded: bytes = _table()[codes].tobytes()
    return folded.decode("utf-32-le")
