"""When is a role filler right? Exactly, and in the relaxed sense.

Exact: the same offsets, or the same wording (case, accents and white space folded), since a filler may be
taken from any place that names it. Relaxed, as well: the same entity, whichever of its mentions was taken
(as in CEAF-REE; Du et al. 2021, GRIT); the same head; at least half of the tokens (Dice) in common at the
same place.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import lru_cache

from pipeline.evaluation.matching import assign, shared
from pipeline.records import Document, Filler, Mention

_TOKEN = re.compile(r"\w+")
_HALF = 0.5


class Fillers:
    """Compares the fillers of a gold document with predicted ones."""

    def __init__(self, gold: Document) -> None:
        self._mentions: Mapping[str, list[Mention]] = {e.id: e.mentions for e in gold.entities}

    def exact(self, gold: Filler, predicted: Filler) -> bool:
        """The same offsets or the same wording."""
        same_place = (gold.start, gold.end) == (predicted.start, predicted.end)
        return same_place or fold(gold.text) == fold(predicted.text)

    def relaxed(self, gold: Filler, predicted: Filler) -> bool:
        """Exact, or the same entity, head or half of the tokens."""
        return (
            self.exact(gold, predicted)
            or self._same_entity(gold, predicted)
            or _same_head(gold, predicted)
            or _token_overlap(gold, predicted) >= _HALF
        )

    def pairs(self, gold: Sequence[Filler], predicted: Sequence[Filler]) -> list[tuple[int, int, bool]]:
        """One-to-one matches as (gold index, predicted index, whether exact).

        As many relaxed matches as possible, then as many exact ones; all exact matches are relaxed ones.
        """

        def weight(g: Filler, p: Filler) -> float:
            if not self.relaxed(g, p):
                return 0.0
            # One more match outweighs any number of exact ones among the fillers of one role.
            return 1 + self.exact(g, p) / (1 + len(gold) + len(predicted))

        return [(i, j, self.exact(gold[i], predicted[j])) for i, j in assign(gold, predicted, weight)]

    def exact_pairs(self, gold: Sequence[Filler], predicted: Sequence[Filler]) -> int:
        """How many one-to-one exact matches there are."""
        return len(assign(gold, predicted, self.exact))

    def _same_entity(self, gold: Filler, predicted: Filler) -> bool:
        if gold.name and predicted.name and fold(gold.name) == fold(predicted.name):
            return True
        mentions = self._mentions.get(gold.entity or "", ())
        return any(_covers(mention, predicted) for mention in mentions)


@lru_cache(maxsize=1 << 14)
def fold(text: str) -> str:
    """`text` without case, accents, apostrophe shapes and runs of white space."""
    decomposed = unicodedata.normalize("NFKD", text.replace("’", "'"))
    bare = "".join(char for char in decomposed if not unicodedata.combining(char))
    return " ".join(bare.casefold().split())


def token_dice(a: str, b: str) -> float:
    """Twice the shared tokens over all tokens, case and accents folded."""
    left, right = set(_TOKEN.findall(fold(a))), set(_TOKEN.findall(fold(b)))
    return 2 * len(left & right) / (len(left) + len(right)) if left or right else 0.0


def _covers(mention: Mention, filler: Filler) -> bool:
    """Whether the filler lies in the mention, or is the mention with a determiner or title before it."""
    inside = mention.start <= filler.start and filler.end <= mention.end
    return inside or (filler.start <= mention.start and filler.end == mention.end and _close(mention, filler))


def _close(mention: Mention, filler: Filler) -> bool:
    return 2 * shared(mention, filler) >= filler.end - filler.start


def _token_overlap(gold: Filler, predicted: Filler) -> float:
    if not shared(gold, predicted):
        return 0.0
    left, right = _tokens(gold), _tokens(predicted)
    return 2 * len(left & right) / (len(left) + len(right)) if left or right else 0.0


def _tokens(filler: Filler) -> set[int]:
    """Where the tokens begin in the document."""
    return {filler.start + offset for offset in _starts(filler.text)}


@lru_cache(maxsize=1 << 14)
def _starts(text: str) -> tuple[int, ...]:
    return tuple(m.start() for m in _TOKEN.finditer(text))


def _same_head(gold: Filler, predicted: Filler) -> bool:
    """Whether both phrases begin, quantity aside, with the same word at the same place.

    French noun phrases are head-initial; the canonical name leaves out the quantity before the head.
    """
    if not shared(gold, predicted):
        return False
    ours, theirs = _head(gold.text, gold.name or ""), _head(predicted.text, predicted.name or "")
    return ours is not None and theirs is not None and gold.start + ours == predicted.start + theirs


@lru_cache(maxsize=1 << 14)
def _head(text: str, name: str) -> int | None:
    """Where the first word of `name` (of `text`, if `name` is not in it) begins in `text`, numerals aside."""
    for token in _TOKEN.finditer(text, max(text.find(name), 0)):
        if not token.group().isdecimal():
            return token.start()
    return None
