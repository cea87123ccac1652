"""Tokens for formats that hang annotation on tokens, cut so that every mention begins and ends with one."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from pipeline.formats.errors import Losses
from pipeline.records import Document

_TOKEN = re.compile(r"\w+|[^\w\s]")


class Labelled(NamedTuple):
    """A mention without its entity."""

    start: int
    end: int
    label: str


def mentions(document: Document, losses: Losses) -> list[Labelled]:
    """The mentions of a document that can stand on tokens without overlap, in text order.

    The longer of two that overlap stays; white space at the ends is cut off; what is left out is said.
    """
    every = {Labelled(m.start, m.end, e.label) for e in document.entities for m in e.mentions}
    kept: list[Labelled] = []
    for mention in sorted(every, key=lambda m: (m.start - m.end, m)):
        wording = document.text[mention.start : mention.end]
        start = mention.start + len(wording) - len(wording.lstrip())
        end = start + len(wording.strip())
        if start == end:
            losses.add("mentions without a word")
        elif any(start < other.end and other.start < end for other in kept):
            losses.add("mentions that overlap a longer one")
        else:
            losses.add("spaces around mentions", int(end - start < mention.end - mention.start))
            kept.append(Labelled(start, end, mention.label))
    return sorted(kept)


def tokens(text: str, edges: Iterable[int]) -> list[tuple[int, int]]:
    """Offsets of words and punctuation marks, cut at `edges`."""
    cuts = sorted({*edges, len(text)})
    found, start = [], 0
    for cut in cuts:
        found += [(m.start(), m.end()) for m in _TOKEN.finditer(text, start, cut)]
        start = cut
    return found


def lost_records(document: Document, losses: Losses, *fields: str) -> None:
    """Says what of a record a format of plain mentions leaves out, document `fields` among it."""
    for name in fields:
        losses.add(f"document fields {name!r}", int(getattr(document, name) not in (None, {})))
    losses.add("events", len(document.events))
    losses.add("groupings of mentions into one entity", sum(len(e.mentions) > 1 for e in document.entities))
    facts = {"mentions", "label", "id", "name"}
    described = (e.model_dump(exclude=facts, exclude_none=True) for e in document.entities)
    losses.add("values and descriptions of entities", sum(bool(facts) for facts in described))
    losses.add("entities without a mention", sum(not e.mentions for e in document.entities))
