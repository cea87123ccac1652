"""doccano JSONL: entities with offsets and relations, or plain `label` triples.

doccano keeps no facts of a span beside its label, so names, values and counts are lost; ids, titles and dates
of publication go along as columns of the document. https://doccano.github.io/doccano/
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from pipeline.formats import chronique, lenient
from pipeline.formats.errors import FormatError, Losses
from pipeline.formats.graph import Graph, Link, Span, from_graph, to_graph
from pipeline.records import Document

_FIELDS = ("title", "published", "url", "meta")


def read(path: Path, losses: Losses) -> Iterator[Document]:
    """The documents of an export, streaming; raises FormatError."""
    for where, raw in chronique.lines(path):
        if not isinstance(raw, dict) or not isinstance(raw.get("text", raw.get("data")), str):
            msg = f"{where}: no 'text'; export from doccano as JSONL"
            raise FormatError(msg)
        try:
            graph = _graph(raw)
        except (KeyError, TypeError, ValueError) as error:
            msg = f"{where}: an entity or relation lacks {error}; doccano gives id, label and offsets"
            raise FormatError(msg) from None
        losses.add("comments", len(raw.get("Comments") or ()))
        known = {name: raw[name] for name in _FIELDS if raw.get(name) is not None}
        name = raw.get("document", raw.get("id", where))
        text = raw.get("text", raw.get("data"))
        yield lenient.document({**known, "id": str(name), "text": text, **from_graph(graph, losses)}, where)


def write(documents: Iterable[Document], path: Path, losses: Losses) -> None:
    """Writes one document a line, for a sequence labelling project with relations."""
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for number, document in enumerate(documents, 1):
            graph = to_graph(document, losses)
            plain = {"id", "name", "anchored"}
            losses.add("facts of spans", sum(bool(span.attributes.keys() - plain) for span in graph.spans))
            losses.add("ids and names of entities and events", sum("id" in s.attributes for s in graph.spans))
            losses.add("events without a trigger", sum("anchored" in s.attributes for s in graph.spans))
            file.write(json.dumps(_line(document, graph, number), ensure_ascii=False) + "\n")


def _line(document: Document, graph: Graph, number: int) -> dict[str, Any]:
    fields = {name: value for name in _FIELDS if (value := getattr(document, name)) not in (None, {})}
    ids = {span.id: n for n, span in enumerate(graph.spans, 1)}
    entities = [
        {"id": ids[s.id], "label": s.label, "start_offset": s.start, "end_offset": s.end} for s in graph.spans
    ]
    relations = [
        {"id": n, "from_id": ids[link.source], "to_id": ids[link.target], "type": link.label}
        for n, link in enumerate(graph.links, 1)
    ]
    base = {"id": number, "text": document.text, "document": document.id, **fields}
    return {**base, "entities": entities, "relations": relations, "Comments": []}


def _graph(raw: dict[str, Any]) -> Graph:
    graph = Graph()
    for entity in raw.get("entities") or ():
        start, end = int(entity["start_offset"]), int(entity["end_offset"])
        graph.spans.append(Span(str(entity["id"]), start, end, entity["label"]))
    for start, end, label in raw.get("label") or raw.get("labels") or ():
        graph.add(int(start), int(end), str(label))
    for link in raw.get("relations") or ():
        graph.links.append(Link(str(link["from_id"]), str(link["to_id"]), link["type"]))
    return graph
