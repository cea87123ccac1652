"""Sentences with their entities marked inline, as in `[Awa Diop|PER] préside l'[ONEF|ORG]`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

_LABELS = "PER|ORG|LOC|MISC|TOPIC|PART"
MARK = re.compile(rf"\[([^\[\]|]+)\|({_LABELS})\]")


@dataclass(frozen=True)
class Marked:
    """A text and its entities as half-open character spans `(start, end, label)`, in order."""

    text: str
    spans: list[tuple[int, int, str]] = field(default_factory=list)


def parse(marked: str) -> Marked:
    """The text and spans of a marked text; raises ValueError for a bracket that is no mark."""
    parts: list[str] = []
    spans: list[tuple[int, int, str]] = []
    length = last = 0
    for match in MARK.finditer(marked):
        before = marked[last : match.start()]
        start = length + len(before)
        length = start + len(match[1])
        parts += [before, match[1]]
        spans.append((start, length, match[2]))
        last = match.end()
    text = "".join(parts) + marked[last:]
    if re.search(rf"\|({_LABELS})\b|[\[\]]", text):
        msg = f"{marked!r} has a bracket that marks no entity: write [name|PER], with one of {_LABELS}"
        raise ValueError(msg)
    return Marked(text, spans)


def articles(lines: Iterable[str]) -> list[str]:
    """The articles of a file: a paragraph a line, blank lines between articles, `#` comments."""
    kept = [line.rstrip("\n") for line in lines if not line.startswith("#")]
    return [block.strip() for block in "\n".join(kept).split("\n\n") if block.strip()]
