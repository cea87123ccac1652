"""The tokens of a Doc as plain lists, made once a Doc: each time that a Token is asked for, spaCy makes an object."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from itertools import accumulate
from typing import TypeVar
from weakref import WeakKeyDictionary

from spacy.tokens import Doc

Made = TypeVar("Made")


def once_a_doc(*attributes: str) -> Callable[[Callable[[Doc], Made]], Callable[[Doc], Made]]:
    """Remembers what a function makes of a Doc while the Doc lives and these `attributes` of its tokens stay."""

    def decorate(make: Callable[[Doc], Made]) -> Callable[[Doc], Made]:
        made: WeakKeyDictionary[Doc, tuple[bytes, Made]] = WeakKeyDictionary()

        @wraps(make)
        def remembered(doc: Doc) -> Made:
            state = doc.to_array(list(attributes)).tobytes()
            known = made.get(doc)
            if known is None or known[0] != state:
                known = made[doc] = (state, make(doc))
            return known[1]

        return remembered

    return decorate


@dataclass(frozen=True, slots=True)
class Layout:
    """`words[i]` is the text of token i, which covers the characters `[starts[i], ends[i])` of `text`."""

    text: str
    words: list[str]
    starts: list[int]
    ends: list[int]


@once_a_doc("ORTH", "SPACY")
def layout_of(doc: Doc) -> Layout:
    """The layout of `doc`; its lists are shared, so nobody may change them."""
    orths, spaces = doc.to_array(["ORTH", "SPACY"]).T.tolist() if len(doc) else ([], [])
    strings = doc.vocab.strings
    words: list[str] = [strings[orth] for orth in orths]
    written = [word + " " if space else word for word, space in zip(words, spaces, strict=True)]
    starts = [0, *accumulate(map(len, written))][:-1]
    ends = [start + len(word) for start, word in zip(starts, words, strict=True)]
    return Layout("".join(written), words, starts, ends)
