"""The tokens of a Doc as plain lists, made once a Doc: each time that a Token is asked for, spaCy makes an object."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import TypeVar
from weakref import WeakKeyDictionary

from spacy.tokens import Doc
from spacy.vocab import Vocab

Made = TypeVar("Made")

# The strings of tokens by their hashes, without and with the space after them.
_PLAIN: dict[int, str] = {}
_SPACED: dict[int, str] = {}
_MOST_KNOWN = 50_000


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
    text = text_of(doc)
    starts, lengths = doc.to_array(["IDX", "LENGTH"]).T
    ends = (starts + lengths).tolist()
    starts = starts.tolist()
    return Layout(text, [text[start:end] for start, end in zip(starts, ends, strict=True)], starts, ends)


def text_of(doc: Doc) -> str:
    """`doc.text`, for which spaCy makes an object a token: as it was told, or joined from strings."""
    told = _texts.get(doc)
    if told is not None:
        return told
    orths, spaces = (column.tolist() for column in doc.to_array(["ORTH", "SPACY"]).T)
    try:
        return "".join(
            [_SPACED[orth] if space else _PLAIN[orth] for orth, space in zip(orths, spaces, strict=True)]
        )
    except KeyError:
        return _remembering(doc.vocab, orths, spaces)


def _remembering(vocab: Vocab, orths: list[int], spaces: list[int]) -> str:
    """The text of hashes, whose strings, the same in every vocabulary, are kept: asking for one is slow."""
    if len(_PLAIN) > _MOST_KNOWN:
        _PLAIN.clear()
        _SPACED.clear()
    words = [vocab.strings[orth] for orth in orths]
    _SPACED.update((orth, f"{word} ") for orth, word in zip(orths, words, strict=True))
    _PLAIN.update(zip(orths, words, strict=True))
    return "".join([f"{word} " if space else word for word, space in zip(words, spaces, strict=True)])
