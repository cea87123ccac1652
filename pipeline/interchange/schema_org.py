"""Events as JSON-LD 1.1 in schema.org's vocabulary.

Facts for which schema.org has no word keep ours, in the namespace `urn:chronique:`. The mapping of types,
roles and statuses is `models/interchange/schema_org.toml`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import quote

from pipeline.formats.records_in import events
from pipeline.interchange.tables import Table, table
from pipeline.links import web_address
from pipeline.records import Document, DocumentReference, Event, Filler

_CONTEXT = ["https://schema.org", {"chronique": "urn:chronique:"}]


def to_jsonld(records: Iterable[Event | Document]) -> Iterator[str]:
    """One JSON-LD document, a line for each event node of its `@graph`; undated events are there too."""
    yield '{"@context": ' + json.dumps(_CONTEXT) + ', "@graph": ['
    separator = "\n"
    for event in events(records):
        yield separator + json.dumps(node(event), ensure_ascii=False)
        separator = ",\n"
    yield "\n]}\n"


def node(event: Event) -> dict[str, Any]:
    """The JSON-LD node of one event, without context; absent facts are left out."""
    mapping = table("schema_org")
    found: dict[str, Any] = {
        "@type": mapping["types"].get(event.type, "Event"),
        "@id": _urn(event.id),
        "chronique:type": event.type,
        "name": event.name,
        "startDate": event.date.first if event.date else None,
        "endDate": event.date.last if event.date else None,
        "chronique:timex": event.date.timex if event.date else None,
        "duration": event.duration,
        "eventStatus": mapping["status"].get(event.factuality),
        "chronique:factuality": event.factuality,
        "location": [_place(filler) for filler in event.place],
        **_roles(event, mapping),
        "subjectOf": _article(event.document) if event.document else None,
        "chronique:confidence": event.confidence,
        "chronique:rules": event.rules,
        "chronique:repeats": _urn(event.same_as),
    }
    return _without_nothing(found)


def _roles(event: Event, mapping: Table) -> dict[str, list[dict[str, Any]]]:
    properties: dict[str, list[dict[str, Any]]] = {}
    for role, fillers in event.roles.items():
        name = mapping["roles"].get(role, f"chronique:{role}")
        describe = _topic if name == "about" else _actor
        properties.setdefault(name, []).extend(describe(filler, mapping["classes"]) for filler in fillers)
    return properties


def _actor(filler: Filler, classes: dict[str, str]) -> dict[str, Any]:
    group = filler.count is not None
    return _without_nothing(
        {
            "@type": classes.get(filler.label or "", "Organization"),
            "name": filler.text if group else filler.name or filler.text,
            "chronique:count": filler.count,
            "chronique:approximate": filler.approximate,
            "chronique:country": filler.country,
        }
    )


def _topic(filler: Filler, classes: dict[str, str]) -> dict[str, Any]:
    concept = filler.concept or {}
    return _without_nothing(
        {
            "@type": classes["TOPIC"],
            "name": filler.name or filler.text,
            "inDefinedTermSet": filler.domain,
            "sameAs": next(
                (web_address(v) for v in concept.values() if isinstance(v, str) and web_address(v)), None
            ),
        }
    )


def _place(filler: Filler) -> dict[str, Any]:
    address = {"@type": "PostalAddress", "addressCountry": filler.country} if filler.country else None
    return _without_nothing({"@type": "Place", "name": filler.name or filler.text, "address": address})


def _article(document: DocumentReference) -> dict[str, Any]:
    return _without_nothing(
        {
            "@type": "NewsArticle",
            "identifier": document.id,
            "headline": document.title,
            "datePublished": document.published,
            "url": web_address(document.url),
        }
    )


def _urn(identifier: str | None) -> str | None:
    return f"urn:chronique:{quote(identifier, safe='')}" if identifier else None


def _without_nothing(values: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value is not None and value != []}
