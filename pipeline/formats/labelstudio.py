"""Label Studio JSON (native): tasks with labelled regions, relations, and per-region notes.

Offsets are code points, as Label Studio stores them since 1.4; regions of older exports, which count UTF-16
units, are recognised by their own `text`. What else there is to say of a span stands in the region's
`meta.text`, as JSON. https://labelstud.io/guide/export
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from pipeline.formats import lenient
from pipeline.formats.errors import FormatError, Losses
from pipeline.formats.graph import Graph, Link, Span, from_graph, to_graph
from pipeline.formats.opening import opened
from pipeline.records import Document

_FIELDS = ("id", "title", "published", "url", "meta")


def read(path: Path, losses: Losses) -> Iterator[Document]:
    """The documents of an export: the first annotation of each task, its first prediction without one."""
    try:
        with opened(path) as file:
            tasks = json.loads(file.read().decode())
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        msg = f"{path}: not JSON ({error}); export from Label Studio as JSON"
        raise FormatError(msg) from None
    for number, task in enumerate(tasks if isinstance(tasks, list) else [tasks], 1):
        where = f"{path}, task {number}"
        if not isinstance(task, dict) or not isinstance(task.get("data", {}).get("text"), str):
            msg = f"{where}: no data.text; export from Label Studio as JSON, not as JSON-MIN"
            raise FormatError(msg)
        yield _document(task, where, losses)


def write(documents: Iterable[Document], path: Path, losses: Losses, *, predictions: bool = False) -> None:
    """Writes one array of tasks; `predictions` gives them as pre-annotations to correct."""
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write("[")
        for number, document in enumerate(documents):
            task = _task(
                document, to_graph(document, losses), "predictions" if predictions else "annotations"
            )
            file.write((",\n" if number else "\n") + json.dumps(task, ensure_ascii=False))
        file.write("\n]\n")


def _task(document: Document, graph: Graph, key: str) -> dict[str, Any]:
    data = {name: value for name in _FIELDS if (value := getattr(document, name)) not in (None, {})}
    result: list[dict[str, Any]] = []
    for span in graph.spans:
        region: dict[str, Any] = {
            "id": span.id,
            "from_name": "label",
            "to_name": "text",
            "type": "labels",
            "value": {
                "start": span.start,
                "end": span.end,
                "text": document.text[span.start : span.end],
                "labels": [span.label],
            },
        }
        if span.attributes:
            region["meta"] = {"text": [json.dumps(span.attributes, ensure_ascii=False)]}
        result.append(region)
    for link in graph.links:
        ends = {"from_id": link.source, "to_id": link.target}
        result.append({"type": "relation", "direction": "right", "labels": [link.label], **ends})
    return {"data": {"text": document.text, **data}, key: [{"result": result}]}


def _document(task: dict[str, Any], where: str, losses: Losses) -> Document:
    data = task["data"]
    done = [a for a in task.get("annotations") or task.get("completions") or () if not a.get("was_cancelled")]
    losses.add("second and later annotations of a task", max(0, len(done) - 1))
    chosen = (done or task.get("predictions") or [{"result": []}])[0]
    graph = Graph()
    for item in chosen.get("result", ()):
        _take(item, graph, data["text"], where, losses)
    raw = {name: data[name] for name in _FIELDS if data.get(name) is not None}
    raw.setdefault("id", str(task.get("id", where)))
    raw["id"] = str(raw["id"])
    return lenient.document({**raw, "text": data["text"], **from_graph(graph, losses)}, where)


def _take(item: dict[str, Any], graph: Graph, text: str, where: str, losses: Losses) -> None:
    value = item.get("value", {})
    if item.get("type") == "relation":
        names = item.get("labels") or [""]
        graph.links.append(Link(item["from_id"], item["to_id"], names[0]))
    elif item.get("type") == "labels" and value.get("labels"):
        try:
            start, end = _offsets(text, int(value["start"]), int(value["end"]), value.get("text"))
        except (KeyError, ValueError, TypeError):
            msg = f"{where}: region {item.get('id')!r} has no start and end that are whole numbers"
            raise FormatError(msg) from None
        losses.add("second and later labels of a region", len(value["labels"]) - 1)
        graph.spans.append(Span(str(item.get("id")), start, end, value["labels"][0], _facts(item, losses)))
    else:
        losses.add(f"results of type {item.get('type')}")


def _facts(item: dict[str, Any], losses: Losses) -> dict[str, Any]:
    notes = (item.get("meta") or {}).get("text") or []
    for note in [notes] if isinstance(notes, str) else notes:
        try:
            facts = json.loads(note)
        except json.JSONDecodeError:
            facts = None
        if isinstance(facts, dict):
            return facts
        losses.add("notes")
    return {}


def _offsets(text: str, start: int, end: int, wording: str | None) -> tuple[int, int]:
    """The offsets as code points; UTF-16 units where only those give the region's own text."""
    if wording is None or text[start:end] == wording:
        return start, end
    units = text.encode("utf-16-le")
    first = len(units[: 2 * start].decode("utf-16-le", "ignore"))
    last = len(units[: 2 * end].decode("utf-16-le", "ignore"))
    return (first, last) if text[first:last] == wording else (start, end)
