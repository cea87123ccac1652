"""Document records as spans and links, the shape that annotation tools share.

A mention is a span labelled PER, ORG, LOC, DATE or TOPIC; later mentions of an entity link to its first one
(`coref`). An event is a span labelled with its type (lower case) at its trigger, with a link to each filler,
named by the role (`place` and `date` included). A filler that is no mention is a span labelled FILLER. What
else there is to say of a span stands in its attributes, as JSON values.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from pipeline.formats.errors import Losses
from pipeline.formats.timex import bounds
from pipeline.records import LABELS, Document, Entity, Event, EventDate, Filler, TextSpan

COREF, FILLER = "coref", "FILLER"
# The same labels under the names that other schemes give them.
ALIASES = {
    **{label: label for label in (*LABELS, FILLER)},
    **dict.fromkeys(("PERS", "PERSON", "PERSONNE"), "PER"),
    **dict.fromkeys(("ORGANIZATION", "ORGANISATION"), "ORG"),
    **dict.fromkeys(("GPE", "LOCATION", "PLACE", "LIEU"), "LOC"),
    **dict.fromkeys(("TIMEX", "TIMEX3", "TIME"), "DATE"),
    **dict.fromkeys(("THEME", "SUBJECT"), "TOPIC"),
}
_VALUE = ("type", "timex", "from", "to", "inferred")


@dataclass(slots=True)
class Span:
    """A labelled stretch of text with an id within its document."""

    id: str
    start: int
    end: int
    label: str
    attributes: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Link:
    """A directed, named relation between two spans."""

    source: str
    target: str
    label: str


@dataclass(slots=True)
class Graph:
    """The annotation of one document."""

    spans: list[Span] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)

    def add(self, start: int, end: int, label: str, attributes: dict[str, Any] | None = None) -> Span:
        """A new span with the next id (T1, T2, …)."""
        span = Span(f"T{len(self.spans) + 1}", start, end, label, attributes or {})
        self.spans.append(span)
        return span


def to_graph(document: Document, losses: Losses) -> Graph:
    """The annotation of a document; entities and events without any passage are lost, and said so."""
    graph = Graph()
    mentions: dict[tuple[int, int, str], Span] = {}
    for entity in document.entities:
        losses.add("entities without a mention", int(not entity.mentions))
        _add_entity(graph, entity, mentions)
    for event in document.events:
        _add_event(graph, event, document, mentions, losses)
    return graph


def from_graph(graph: Graph, losses: Losses) -> dict[str, Any]:
    """`entities` and `events` as a raw document record holds them, to be read by `lenient.document`."""
    spans = {span.id: span for span in graph.spans}
    first = _first_mentions(graph, spans)
    groups: dict[str, list[Span]] = {}
    for span in graph.spans:
        label = label_of(span.label)
        if label in LABELS:
            groups.setdefault(first[span.id], []).append(span)
        elif label is None and not is_event(span.label):
            losses.add(f"mentions labelled {span.label}")
    entities = {root: _entity(root, found) for root, found in groups.items()}
    _number(entities.values())
    events = [_event(span, graph, spans, entities, first) for span in graph.spans if is_event(span.label)]
    return {"entities": list(entities.values()), "events": events}


def label_of(label: str) -> str | None:
    """Our label (or FILLER) for a label of another scheme, or None if there is none."""
    return ALIASES.get(label.upper())


def is_event(label: str) -> bool:
    """Whether a span label is an event type: all lower case, as our types are, and no entity label."""
    return label.islower() and label.upper() not in ALIASES


def _add_entity(graph: Graph, entity: Entity, mentions: dict[tuple[int, int, str], Span]) -> None:
    facts = entity.model_dump(exclude={"mentions", "label"}, exclude_none=True, by_alias=True)
    first = None
    for mention in entity.mentions:
        rule = {"rule": mention.rule} if mention.rule else {}
        span = graph.add(mention.start, mention.end, entity.label, rule)
        mentions.setdefault((mention.start, mention.end, entity.id), span)
        if first is None:
            first = span
            first.attributes.update(facts)
        else:
            graph.links.append(Link(span.id, first.id, COREF))


def _add_event(
    graph: Graph,
    event: Event,
    document: Document,
    mentions: dict[tuple[int, int, str], Span],
    losses: Losses,
) -> None:
    anchor = _anchor(event)
    if anchor is None:
        losses.add("events without any passage")
        return
    if not is_event(event.type) or not event.type.isidentifier():
        losses.add("events whose type is not a word in lower case")
        return
    kept = {"id", "name", "factuality", "duration", "confidence", "same_as"}
    facts = {k: v for k, v in event.model_dump(include=kept).items() if v not in (None, "")}
    facts |= {"rules": event.rules} if event.rules else {}
    facts |= {"evidence": [[span.start, span.end] for span in event.evidence]} if event.evidence else {}
    facts |= {"anchored": True} if event.trigger is None else {}
    facts |= {"rule": event.trigger.rule} if event.trigger and event.trigger.rule else {}
    told = graph.add(anchor.start, anchor.end, event.type, facts)
    entities = {entity.id: entity for entity in document.entities}
    for role, fillers in (*event.roles.items(), ("place", event.place)):
        for filler in fillers:
            target = _filler_span(graph, filler, entities, mentions)
            graph.links.append(Link(told.id, target.id, role))
    if event.date:
        target = _date_span(graph, event.date, document.entities, mentions)
        graph.links.append(Link(told.id, target.id, "date"))


def _anchor(event: Event) -> TextSpan | EventDate | None:
    """Where an event is told: its trigger, evidence, first filler or date."""
    fillers = [f for some in (*event.roles.values(), event.place) for f in some]
    return next((span for span in (event.trigger, *event.evidence, *fillers, event.date) if span), None)


def _filler_span(
    graph: Graph, filler: Filler, entities: dict[str, Entity], mentions: dict[tuple[int, int, str], Span]
) -> Span:
    facts = _facts(filler)
    mention = mentions.get((filler.start, filler.end, filler.entity or ""))
    if mention and facts.items() <= _filler_facts(entities[filler.entity or ""]).items():
        return mention
    return graph.add(filler.start, filler.end, FILLER, facts)


def _date_span(
    graph: Graph, date: EventDate, entities: Iterable[Entity], mentions: dict[tuple[int, int, str], Span]
) -> Span:
    facts = date.model_dump(exclude={"text", "start", "end"}, exclude_none=True, by_alias=True)
    for entity in entities:
        mention = mentions.get((date.start, date.end, entity.id))
        value = entity.model_dump(include={"type", "timex", "first", "last", "inferred"}, by_alias=True)
        if mention and facts == {k: v for k, v in {"inferred": [], **value}.items() if v is not None}:
            return mention
    return graph.add(date.start, date.end, FILLER, facts)


def _facts(filler: Filler) -> dict[str, Any]:
    return filler.model_dump(exclude={"text", "start", "end"}, exclude_none=True)


def _filler_facts(entity: Entity) -> dict[str, Any]:
    """What a filler that is a mention of `entity` says of itself."""
    facts = {"label": entity.label, "entity": entity.id, "name": entity.name}
    more = {"country": entity.country, "domain": entity.domain, "concept": entity.concept}
    return facts | {key: value for key, value in more.items() if value is not None}


def _first_mentions(graph: Graph, spans: dict[str, Span]) -> dict[str, str]:
    """The first mention of its entity, by span id, following `coref` links in either direction."""
    root = {span.id: span.id for span in graph.spans}

    def find(name: str) -> str:
        while root[name] != name:
            name = root[name]
        return name

    for link in graph.links:
        if link.label.casefold() == COREF and link.source in spans and link.target in spans:
            root[find(link.source)] = find(link.target)
    return {span.id: find(span.id) for span in graph.spans}


def _entity(root: str, found: list[Span]) -> dict[str, Any]:
    ordered = sorted(found, key=lambda span: span.id != root)
    facts: dict[str, Any] = {}
    for span in ordered:
        facts = {**span.attributes, **facts}
    facts.pop("rule", None)
    if "timex" in facts and "type" not in facts:
        facts["from"], facts["to"] = bounds(facts["timex"])
    mentions = [{"start": s.start, "end": s.end, "rule": s.attributes.get("rule")} for s in ordered]
    return {**facts, "label": label_of(ordered[0].label), "mentions": mentions}


def _number(entities: Iterable[dict[str, Any]]) -> None:
    """Gives an id to the entities that have none."""
    entities = list(entities)
    taken = {entity.get("id") for entity in entities}
    numbers = dict.fromkeys(LABELS, 0)
    for entity in entities:
        while "id" not in entity:
            numbers[entity["label"]] += 1
            name = f"{entity['label']}-{numbers[entity['label']]}"
            if name not in taken:
                entity["id"] = name


def _event(
    span: Span,
    graph: Graph,
    spans: dict[str, Span],
    entities: dict[str, dict[str, Any]],
    first: dict[str, str],
) -> dict[str, Any]:
    facts = dict(span.attributes)
    rule, anchored = facts.pop("rule", None), facts.pop("anchored", False)
    event: dict[str, Any] = {**facts, "type": span.label, "roles": {}, "place": []}
    event["evidence"] = [{"start": start, "end": end} for start, end in facts.get("evidence", ())]
    if not anchored:
        event["trigger"] = {"start": span.start, "end": span.end, "rule": rule}
    for link in graph.links:
        target = spans.get(link.target)
        if link.source != span.id or target is None or label_of(target.label) is None:
            continue
        entity = entities.get(first[target.id])
        if link.label == "date":
            value = entity or target.attributes
            event["date"] = {
                "start": target.start,
                "end": target.end,
                **{k: value[k] for k in _VALUE if k in value},
            }
            continue
        filler = _filler(target, entity)
        fillers = event["place"] if link.label == "place" else event["roles"].setdefault(link.label, [])
        fillers.append(filler)
    return event


def _filler(span: Span, entity: dict[str, Any] | None) -> dict[str, Any]:
    place = {"start": span.start, "end": span.end}
    if entity is None:
        return {**span.attributes, **place}
    kept = ("label", "name", "country", "domain", "concept")
    facts = {key: entity[key] for key in kept if entity.get(key) is not None}
    return {**facts, "entity": entity["id"], **place}
