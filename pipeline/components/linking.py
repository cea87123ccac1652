"""Mentions of one thing become one entity with one id and one canonical name."""

from __future__ import annotations

from collections import Counter

from spacy.tokens import Doc, Span

from pipeline.components import spans
from pipeline.records import LABELS, Entity, Mention


def link_entities(doc: Doc) -> list[Entity]:
    """The entities of `doc`, by label and first mention; mention offsets are those of `doc.text`."""
    entities: dict[tuple[str, str], Entity] = {}
    counts: Counter[str] = Counter()
    for span in spans.mentions(doc):
        key = (span.label_, span.text.casefold())
        if key not in entities:
            counts[span.label_] += 1
            entities[key] = _new(span, counts[span.label_])
        entities[key].mentions.append(
            Mention(text=span.text, start=span.start_char, end=span.end_char, rule=span.id_ or None)
        )
    return sorted(entities.values(), key=lambda entity: LABELS.index(entity.label))


def _new(span: Span, number: int) -> Entity:
    entity = Entity(id=f"{span.label_}-{number}", label=span.label_, name=span.text)
    if span.label_ == "DATE" and span._.date:
        entity = entity.model_copy(
            update={
                "type": span._.date["type"],
                "timex": span._.date["timex"],
                "first": span._.date["from"],
                "last": span._.date["to"],
                "inferred": span._.date["inferred"],
            }
        )
    return entity
