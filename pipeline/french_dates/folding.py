"""Case, accents and typography folded away, one character for one, so that offsets stay."""

from __future__ import annotations

import unicodedata

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


def fold(text: str) -> str:
    """`text` in small letters without accents, with plain apostrophes, hyphens and spaces; same length."""
    return text.translate(_FOLDS)
