"""brat standoff: `NAME.txt` with `NAME.ann` beside it (https://brat.nlplab.org/standoff.html).

Mentions are T lines, events E lines on a T line for the trigger, coreference R lines; TIMEX3 values N lines;
factuality an A line; what else there is, notes in JSON. A span that crosses line ends is written in
fragments, as brat asks; truly discontinuous spans are read from their first to their last character, and
their fragments kept under `meta.fragments` so that they are written again.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import quote

from pipeline.formats import lenient
from pipeline.formats.errors import FormatError, Losses
from pipeline.formats.graph import COREF, Graph, Link, Span, from_graph, is_event, to_graph
from pipeline.formats.opening import documents_under
from pipeline.records import Document

_TIMEX = "TIMEX3"
Fragments = list[tuple[int, int]]


def read(path: Path, losses: Losses) -> Iterator[Document]:
    """The documents of a folder (searched recursively) or of one `.ann` file; raises FormatError."""
    hint = "; brat keeps NAME.txt and NAME.ann side by side"
    for file, name in documents_under(path, ".ann", hint):
        yield _read(file, name, losses)


def write(documents: Iterable[Document], path: Path, losses: Losses) -> None:
    """Writes two files a document into the folder `path`, named by the document's id."""
    path.mkdir(parents=True, exist_ok=True)
    for document in documents:
        _lost(document, losses)
        # The id is foreign: no part of it may leave the folder.
        stem = re.sub(r"^\.", "%2E", quote(document.id, safe=" "))
        (path / f"{stem}.txt").write_text(document.text, encoding="utf-8", newline="")
        lines = _lines(document, to_graph(document, losses))
        (path / f"{stem}.ann").write_text(
            "".join(f"{line}\n" for line in lines), encoding="utf-8", newline=""
        )


def _lost(document: Document, losses: Losses) -> None:
    for name in ("title", "published", "url"):
        losses.add(f"document fields {name!r}", int(getattr(document, name) is not None))
    losses.add("document fields 'meta'", int(bool(set(document.meta) - {"fragments"})))


def _lines(document: Document, graph: Graph) -> Iterator[str]:
    known = {(f[0][0], f[-1][1]): f for f in document.meta.get("fragments", ())}
    events = {span.id: f"E{n}" for n, span in enumerate((s for s in graph.spans if s.label.islower()), 1)}
    for span in graph.spans:
        fragments = known.get((span.start, span.end)) or _fragments(document.text, span.start, span.end)
        offsets = ";".join(f"{start} {end}" for start, end in fragments)
        wording = _line(" ".join(document.text[start:end] for start, end in fragments))
        yield f"{span.id}\t{span.label} {offsets}\t{wording}"
    for name, event in events.items():
        roles = (f" {k.label}:{k.target}" for k in graph.links if k.source == name and k.label != COREF)
        label = next(span.label for span in graph.spans if span.id == name)
        yield f"{event}\t{label}:{name}{''.join(roles)}"
    for number, link in enumerate((k for k in graph.links if k.label == COREF), 1):
        yield f"R{number}\t{COREF} Arg1:{link.source} Arg2:{link.target}"
    yield from _facts(document, graph, events)


def _facts(document: Document, graph: Graph, events: dict[str, str]) -> Iterator[str]:
    for number, span in enumerate(graph.spans, 1):
        facts, target = dict(span.attributes), events.get(span.id, span.id)
        timex = facts.get("timex")
        if timex and not re.search(r"\s", timex):
            del facts["timex"]
            wording = _line(document.text[span.start : span.end])
            yield f"N{number}\tReference {target} {_TIMEX}:{timex}\t{wording}"
        if "factuality" in facts:
            yield f"A{number}\tfactuality {target} {facts.pop('factuality')}"
        if facts:
            yield f"#{number}\tAnnotatorNotes {target}\t{json.dumps(facts, ensure_ascii=False)}"


def _line(text: str) -> str:
    return re.sub(r"[\r\n\t]", " ", text)


def _fragments(text: str, start: int, end: int) -> Fragments:
    """The parts of a span between line ends; the whole where it begins or ends with one."""
    parts = [(start + m.start(), start + m.end()) for m in re.finditer(r"[^\r\n]+", text[start:end])]
    whole = not parts or (parts[0][0], parts[-1][1]) != (start, end)
    return [(start, end)] if whole else parts


def _read(path: Path, name: str, losses: Losses) -> Document:
    source = path.with_suffix(".txt")
    if not source.is_file():
        msg = f"{path}: its text {source.name} is not beside it"
        raise FormatError(msg)
    try:
        # Line ends as they are: offsets count them.
        text = source.read_bytes().decode("utf-8")
        lines = path.read_bytes().decode("utf-8").split("\n")
    except UnicodeDecodeError as error:
        msg = f"{path}: not UTF-8 ({error.reason} at byte {error.start}); save it as UTF-8"
        raise FormatError(msg) from None
    annotation = _Annotation(text, losses)
    # An event may stand before the span of its trigger.
    for number, line in sorted(enumerate(lines, 1), key=lambda each: each[1][:1] != "T"):
        try:
            annotation.read(line.rstrip("\r"))
        except (ValueError, IndexError, KeyError):
            msg = f"{path}, line {number}: {line[:60]!r} is no brat annotation"
            raise FormatError(msg) from None
    raw = {"id": name, "text": text, **from_graph(annotation.graph(), losses)}
    if annotation.fragments:
        raw["meta"] = {"fragments": annotation.fragments}
    return lenient.document(raw, str(path))


class _Annotation:
    """The lines of one `.ann` file."""

    def __init__(self, text: str, losses: Losses) -> None:
        self._text, self._losses = text, losses
        self._spans: dict[str, Span] = {}
        self._links: list[Link] = []
        self._triggers: dict[str, str] = {}
        self._facts: list[tuple[str, dict[str, Any]]] = []
        self.fragments: list[Fragments] = []

    def read(self, line: str) -> None:
        """Takes in one line; raises ValueError, IndexError or KeyError where it is none."""
        if not line.strip():
            return
        name, body, *rest = line.split("\t")
        kind = name[0]
        if kind == "T":
            self._read_span(name, body)
        elif kind == "E":
            self._read_event(name, body)
        elif kind == "R":
            label, first, second = body.split()
            self._links.append(Link(first.split(":", 1)[1], second.split(":", 1)[1], label))
        elif kind == "*":
            _, first, *others = body.split()
            self._links += [Link(other, first, COREF) for other in others]
        elif kind in "AMN":
            self._read_attribute(kind, body, rest)
        elif kind == "#":
            self._read_note(body, rest)
        else:
            raise ValueError(line)

    def graph(self) -> Graph:
        """What the lines say together; a trigger is the span of its events, not a span beside them."""
        for target, facts in self._facts:
            if target in self._spans:
                self._spans[target].attributes.update(facts)
        spans = [span for name, span in self._spans.items() if name not in set(self._triggers.values())]
        for link in self._links:
            source = self._spans.get(link.source)
            known = link.label.lower() == COREF or (source is not None and is_event(source.label))
            self._losses.add(f"relations named {link.label}", int(not known))
        return Graph(spans, self._links)

    def _read_span(self, name: str, body: str) -> None:
        label, offsets = body.split(" ", 1)
        fragments = [(int(a), int(b)) for a, b in (part.split() for part in offsets.split(";"))]
        start, end = fragments[0][0], fragments[-1][1]
        if any(self._text[b:c].strip() for (_, b), (c, _) in pairwise(fragments)):
            self.fragments.append(fragments)
            self._losses.add("gaps of discontinuous spans (they are kept under meta.fragments)")
        self._spans[name] = Span(name, start, end, label)

    def _read_event(self, name: str, body: str) -> None:
        trigger, *arguments = body.split()
        label, place = trigger.split(":", 1)
        span = self._spans[place]
        self._triggers[name] = place
        self._spans[name] = Span(name, span.start, span.end, label.lower())
        for argument in arguments:
            role, target = argument.split(":", 1)
            self._links.append(Link(name, target, role.rstrip("0123456789").lower()))

    def _read_attribute(self, kind: str, body: str, rest: list[str]) -> None:
        label, target, *value = body.split()
        if kind == "N":
            resource, _, reference = value[0].partition(":")
            concept = {"uri": value[0], "label": rest[0] if rest else ""}
            self._facts.append((target, {"timex": reference} if resource == _TIMEX else {"concept": concept}))
        elif label.lower() == "factuality" and value:
            self._facts.append((target, {"factuality": value[0].lower()}))
        else:
            self._losses.add(f"attributes named {label}")

    def _read_note(self, body: str, rest: list[str]) -> None:
        facts = None
        if rest and rest[0].startswith("{"):
            facts = json.loads(rest[0])
        if isinstance(facts, dict):
            self._facts.append((body.split()[1], facts))
        else:
            self._losses.add("notes")
