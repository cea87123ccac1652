"""The tokens of a Doc as plain lists, made once a Doc: each time that a Token is asked for, spaCy makes an object."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
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


_texts: WeakKeyDictionary[Doc, str] = WeakKeyDictionary()


def text_is(doc: Doc, text: str) -> None:
    """Remembers the text that `doc` was made from, which no component changes: spaCy puts it together from tokens."""
    _texts[doc] = text


@once_a_doc("ORTH", "SPACY")
def layout_of(doc: Doc) -> Layout:
    """The layout of `doc`; its lists are shared, so nobody may change them."""
    text = _texts.get(doc) or doc.text
    starts, lengths = doc.to_array(["IDX", "LENGTH"]).T
    ends = (starts + lengths).tolist()
    starts = starts.tolist()
    return Layout(text, [text[start:end] for start, end in zip(starts, ends, strict=True)], starts, ends)
