"""Prodigy JSONL: tokens, spans and relations (https://prodi.gy/docs/api-interfaces).

What else there is to say of a span goes along under its `attributes`, which Prodigy passes through. Examples
that were rejected or ignored are not annotation, and are left out.
"""

from __future__ import annotations

import json
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from pipeline.formats import chronique, lenient
from pipeline.formats.errors import FormatError, Losses
from pipeline.formats.graph import Graph, Link, Span, from_graph, to_graph
from pipeline.formats.tokens import tokens
from pipeline.records import Document

_FIELDS = ("id", "title", "published", "url", "meta")


def read(path: Path, losses: Losses) -> Iterator[Document]:
    """The accepted documents of an export, streaming; raises FormatError."""
    for where, raw in chronique.lines(path):
        if not isinstance(raw, dict) or not isinstance(raw.get("text"), str):
            msg = f"{where}: no 'text'; export from Prodigy with `db-out`"
            raise FormatError(msg)
        if raw.get("answer", "accept") != "accept":
            losses.add(f"examples answered {raw['answer']}")
            continue
        try:
            graph = _graph(raw)
        except (KeyError, TypeError, ValueError) as error:
            msg = f"{where}: a span or relation lacks {error}; Prodigy gives start, end and label"
            raise FormatError(msg) from None
        meta: dict[str, Any] = raw["meta"] if isinstance(raw.get("meta"), dict) else {}
        known = {name: meta[name] for name in _FIELDS if meta.get(name) is not None}
        known["id"] = str(known.get("id", raw.get("_input_hash", where)))
        yield lenient.document({**known, "text": raw["text"], **from_graph(graph, losses)}, where)


def write(documents: Iterable[Document], path: Path, losses: Losses) -> None:
    """Writes one document a line, for `rel.manual`, `spans.manual` or `ner.manual`."""
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for document in documents:
            graph = to_graph(document, losses)
            empty = [span for span in graph.spans if not document.text[span.start : span.end].strip()]
            losses.add("spans without a word", len(empty))
            gone = {span.id for span in empty}
            graph.spans = [span for span in graph.spans if span.id not in gone]
            graph.links = [link for link in graph.links if not gone & {link.source, link.target}]
            file.write(json.dumps(_line(document, graph), ensure_ascii=False) + "\n")


def _line(document: Document, graph: Graph) -> dict[str, Any]:
    text = document.text
    places = tokens(text, (edge for span in graph.spans for edge in (span.start, span.end)))
    spans = {span.id: _span(span, places) for span in graph.spans}
    relations = []
    for link in graph.links:
        head, child = spans[link.source], spans[link.target]
        ends = {
            "head": head["token_end"],
            "child": child["token_end"],
            "head_span": head,
            "child_span": child,
        }
        relations.append({**ends, "label": link.label})
    return {
        "text": text,
        "meta": {name: value for name in _FIELDS if (value := getattr(document, name)) not in (None, {})},
        "tokens": [
            {"text": text[a:b], "start": a, "end": b, "id": n, "ws": text[b : b + 1] == " "}
            for n, (a, b) in enumerate(places)
        ],
        "spans": [
            {**spans[s.id], **({"attributes": s.attributes} if s.attributes else {})} for s in graph.spans
        ],
        "relations": relations,
    }


def _span(span: Span, places: list[tuple[int, int]]) -> dict[str, Any]:
    first = bisect_left(places, span.start, key=lambda place: place[0])
    last = bisect_right(places, span.end, key=lambda place: place[1]) - 1
    offsets = {"start": span.start, "end": span.end, "token_start": first, "token_end": last}
    return {"id": span.id, **offsets, "label": span.label}


def _graph(raw: dict[str, Any]) -> Graph:
    graph = Graph()
    for span in raw.get("spans") or ():
        graph.spans.append(_read(span))
    known = {span.id for span in graph.spans}
    for link in raw.get("relations") or ():
        ends = [_read(link[key]) for key in ("head_span", "child_span")]
        # Phrases that only relations name are spans too.
        graph.spans += [span for span in ends if span.id not in known and span.label]
        known.update(span.id for span in ends)
        graph.links.append(Link(ends[0].id, ends[1].id, link["label"]))
    return graph


def _read(span: dict[str, Any]) -> Span:
    start, end, label = int(span["start"]), int(span["end"]), span.get("label") or ""
    name = str(span.get("id") or f"{start}-{end}-{label}")
    return Span(name, start, end, label, dict(span.get("attributes") or {}))
