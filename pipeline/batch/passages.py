"""A long article in passages: cut where paragraphs end, annotated one by one, joined into one document."""

from __future__ import annotations

from collections import Counter
from typing import TypeVar

from pipeline.records import Document, Entity, Event, Filler, TextSpan

Span = TypeVar("Span", bound=TextSpan)

# The best place to cut first: after a blank line, a line end, a sentence, a word.
_CUTS = ("\n\n", "\n", ". ", " ")


def split(text: str, size: int) -> list[tuple[int, int]]:
    """Half-open offsets of consecutive passages of at most `size` characters that cover `text`."""
    passages, start = [], 0
    while len(text) - start > size:
        end = _cut(text, start, start + size)
        passages.append((start, end))
        start = end
    return [*passages, (start, len(text))]


def _cut(text: str, start: int, limit: int) -> int:
    for mark in _CUTS:
        found = text.rfind(mark, start + 1, limit)
        if found > start:
            return found + len(mark)
    return limit


def join(text: str, parts: list[tuple[int, Document]]) -> Document:
    """One document over `text` from those of its passages, given with their offsets.

    Entities of one label and name become one; ids are numbered anew, by label and first mention.
    """
    entities: dict[tuple[str, ...], Entity] = {}
    counts: Counter[str] = Counter()
    events = []
    for offset, part in parts:
        renamed = {}
        for entity in part.entities:
            key = (entity.label, entity.name, entity.timex or "")
            if key not in entities:
                counts[entity.label] += 1
                new_id = f"{entity.label}-{counts[entity.label]}"
                entities[key] = entity.model_copy(update={"id": new_id, "mentions": []})
            entities[key].mentions.extend(_shifted(mention, offset) for mention in entity.mentions)
            renamed[entity.id] = entities[key].id
        events += [_moved(event, offset, renamed) for event in part.events]
    first = parts[0][1]
    by_label = sorted(entities.values(), key=lambda entity: entity.label)
    return first.model_copy(update={"text": text, "entities": by_label, "events": events})


def _shifted(span: Span, offset: int) -> Span:
    return span.model_copy(update={"start": span.start + offset, "end": span.end + offset})


def _moved(event: Event, offset: int, renamed: dict[str, str]) -> Event:
    def fillers(old: list[Filler]) -> list[Filler]:
        return [
            _shifted(f, offset).model_copy(update={"entity": renamed.get(f.entity or "", f.entity)})
            for f in old
        ]

    date = event.date
    if date:
        date = date.model_copy(update={"start": date.start + offset, "end": date.end + offset})
    return event.model_copy(
        update={
            "date": date,
            "place": fillers(event.place),
            "roles": {role: fillers(found) for role, found in event.roles.items()},
            "trigger": _shifted(event.trigger, offset) if event.trigger else None,
            "evidence": [_shifted(span, offset) for span in event.evidence],
        }
    )
