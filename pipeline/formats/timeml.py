"""TimeML: dates as TIMEX3 elements in the text (TimeML 1.2.1; `.tml`, one document a file).

Read are TIMEX3 and the time of creation; first and last days follow from the value. Written are the text, its
DATE mentions with type and value, and the day of publication.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import get_args
from urllib.parse import quote
from xml.sax.saxutils import escape, quoteattr

from pipeline.formats import lenient
from pipeline.formats.errors import FormatError, Losses
from pipeline.formats.opening import documents_under
from pipeline.formats.timex import bounds
from pipeline.formats.tokens import lost_records
from pipeline.records import Document, Entity, TimexType

_IGNORED = {"DOCID", "DCT", "TITLE", "EXTRAINFO", "TLINK", "SLINK", "ALINK", "MAKEINSTANCE"}
# What XML 1.0 cannot hold, even escaped.
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_TYPES: tuple[str, ...] = get_args(TimexType)


def read(path: Path, losses: Losses) -> Iterator[Document]:
    """The documents of a folder (searched recursively) or of one `.tml` file; raises FormatError."""
    for file, name in documents_under(path, ".tml"):
        try:
            root = ET.fromstring(file.read_bytes())  # noqa: S314 (expat limits the expansion of entities)
        except ET.ParseError as error:
            msg = f"{file}: not XML ({error})"
            raise FormatError(msg) from None
        yield _document(root, name, str(file), losses)


def write(documents: Iterable[Document], path: Path, losses: Losses) -> None:
    """Writes one file a document into the folder `path`; or the only document into the `.tml` file `path`."""
    if path.suffix == ".tml":
        for number, document in enumerate(documents):
            if number:
                msg = f"{path}: TimeML holds one document a file; give a folder to write to"
                raise FormatError(msg)
            path.write_text(_render(document, losses), encoding="utf-8", newline="")
        return
    path.mkdir(parents=True, exist_ok=True)
    for document in documents:
        stem = re.sub(r"^\.", "%2E", quote(document.id, safe=" "))
        (path / f"{stem}.tml").write_text(_render(document, losses), encoding="utf-8", newline="")


def _document(root: ET.Element, name: str, where: str, losses: Losses) -> Document:
    docid, title = root.findtext(".//DOCID"), root.findtext("TITLE")
    creation = root.find(".//TIMEX3[@functionInDocument='CREATION_TIME']")
    body = root.find(".//TEXT")
    entities: list[dict[str, object]] = []
    text = "".join(_pieces(root if body is None else body, entities, 0, losses))
    published = bounds(creation.get("value"))[0] if creation is not None else None
    raw = {"id": (docid or name).strip(), "text": text, "title": title, "published": published}
    return lenient.document({**raw, "entities": entities}, where)


def _pieces(
    element: ET.Element, entities: list[dict[str, object]], start: int, losses: Losses
) -> Iterator[str]:
    """The text of an element in pieces; collects its TIMEX3 elements."""
    at = start
    for piece, child in ((element.text, None), *((child.tail, child) for child in element)):
        if child is not None and child.tag not in _IGNORED:
            inner = "".join(_pieces(child, entities, at, losses))
            if child.tag == "TIMEX3" and inner:
                entities.append(_entity(child, at, at + len(inner), losses))
            else:
                losses.add(f"{child.tag} elements")
            at += len(inner)
            yield inner
        if piece:
            at += len(piece)
            yield piece


def _entity(element: ET.Element, start: int, end: int, losses: Losses) -> dict[str, object]:
    value, kind = element.get("value"), element.get("type", "DATE")
    first, last = bounds(value)
    for name in ("mod", "quant", "freq", "beginPoint", "endPoint", "anchorTimeID"):
        losses.add(f"TIMEX3 attributes {name}", int(name in element.attrib))
    return {
        "label": "DATE",
        "type": kind if kind in _TYPES else "DATE",
        "timex": value,
        "from": first,
        "to": last,
        "mentions": [{"start": start, "end": end}],
    }


def _render(document: Document, losses: Losses) -> str:
    lost_records(_undated(document), losses, "url", "meta")
    losses.add(
        "mentions of other labels than DATE",
        sum(len(e.mentions) for e in document.entities if e.label != "DATE"),
    )
    losses.add("characters that XML forbids", len(_FORBIDDEN.findall(document.text)))
    parts, at = [], 0
    for number, (start, end, entity) in enumerate(_dates(document, losses), 1):
        attributes = f'tid="t{number}" type="{entity.type or "DATE"}"'
        if entity.timex is not None:
            attributes += f" value={quoteattr(_clean(entity.timex))}"
            known = (entity.first, entity.last) == bounds(entity.timex)
            losses.add("first and last days that the value does not give", int(not known))
        losses.add("inferred parts of dates", int(bool(entity.inferred)))
        parts.append(_xml(document.text[at:start]))
        parts.append(f"<TIMEX3 {attributes}>{_xml(document.text[start:end])}</TIMEX3>")
        at = end
    parts.append(_xml(document.text[at:]))
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<TimeML>\n'
        f"<DOCID>{_xml(document.id)}</DOCID>\n{_creation(document)}"
        + (f"<TITLE>{_xml(document.title)}</TITLE>\n" if document.title is not None else "")
        + f"<TEXT>{''.join(parts)}</TEXT>\n</TimeML>\n"
    )


def _creation(document: Document) -> str:
    if not document.published:
        return ""
    value = quoteattr(document.published)
    kind = 'tid="t0" type="DATE" functionInDocument="CREATION_TIME"'
    return f"<DCT><TIMEX3 {kind} value={value}>{_xml(document.published)}</TIMEX3></DCT>\n"


def _undated(document: Document) -> Document:
    """The document without what TimeML holds, for the account of what it does not."""
    bare = {"type": None, "timex": None, "first": None, "last": None, "inferred": None}
    entities = [e.model_copy(update=bare) if e.label == "DATE" else e for e in document.entities]
    return document.model_copy(update={"entities": entities})


def _dates(document: Document, losses: Losses) -> list[tuple[int, int, Entity]]:
    """The DATE mentions that neither overlap another one nor are empty, in text order."""
    kept: list[tuple[int, int, Entity]] = []
    every = [(m.start, m.end, e) for e in document.entities if e.label == "DATE" for m in e.mentions]
    for start, end, entity in sorted(every, key=lambda found: found[:2]):
        if start == end or (kept and start < kept[-1][1]):
            losses.add("mentions that are empty or overlap another one")
        else:
            kept.append((start, end, entity))
    return kept


def _xml(text: str) -> str:
    return escape(_clean(text), {"\r": "&#13;"})


def _clean(text: str) -> str:
    return _FORBIDDEN.sub("\N{REPLACEMENT CHARACTER}", text)
