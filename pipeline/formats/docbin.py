"""spaCy DocBin (`.spacy`): the only format, and the only module here, that needs spaCy.

Mentions go into `doc.spans["chronique"]`, as our components set them (rule as id, TIMEX3 value or canonical
name as kb_id), and, where they do not overlap, into `doc.ents`; the record itself goes along in
`doc.user_data`. On reading, the record counts as long as the spans still agree with it; else the spans do.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.formats import lenient
from pipeline.formats.errors import FormatError, Losses
from pipeline.formats.graph import label_of
from pipeline.formats.opening import opened, plain_name
from pipeline.formats.tokens import tokens
from pipeline.records import LABELS, Document

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span
    from spacy.vocab import Vocab

_GROUP, _RECORD = "chronique", "chronique_record"
# What our pipeline stores beside the spans: events as records, and the raw text behind the clean one.
_EVENTS, _RAW = "chronique_events", "chronique_raw"


def read(path: Path, losses: Losses) -> Iterator[Document]:
    """The documents of a DocBin; raises FormatError where it is none."""
    from spacy.tokens import DocBin
    from spacy.vocab import Vocab

    with opened(path) as file:
        data = file.read()
    try:
        docs = DocBin().from_bytes(data)
    except (OSError, ValueError, KeyError, TypeError) as error:
        if isinstance(error, FileNotFoundError):
            raise
        msg = f"{path}: not a spaCy DocBin ({type(error).__name__}); write it with DocBin.to_disk"
        raise FormatError(msg) from None
    for number, doc in enumerate(docs.get_docs(Vocab()), 1):
        yield _document(doc, f"{path}, Doc {number}", f"{plain_name(path).stem}-{number}", losses)


def write(documents: Iterable[Document], path: Path, losses: Losses) -> None:
    """Writes one DocBin with user data."""
    from spacy.tokens import DocBin
    from spacy.vocab import Vocab

    vocab = Vocab()
    DocBin(store_user_data=True, docs=(_doc(document, vocab, losses) for document in documents)).to_disk(path)


def _doc(document: Document, vocab: Vocab, losses: Losses) -> Doc:
    from spacy.tokens import Doc, SpanGroup
    from spacy.util import filter_spans

    text = document.text
    found = [(m.start, m.end) for e in document.entities for m in e.mentions if m.start < m.end]
    words, spaces = _words(text, found)
    doc = Doc(vocab, words=words, spaces=spaces)
    spans = []
    for entity in document.entities:
        for mention in entity.mentions:
            value = entity.timex or "" if entity.label == "DATE" else entity.name
            span = doc.char_span(
                mention.start, mention.end, entity.label, kb_id=value, span_id=mention.rule or ""
            )
            if span is None:
                losses.add("spans without a word (they stay in the record beside)")
            else:
                spans.append(span)
    doc.spans[_GROUP] = SpanGroup(doc, name=_GROUP, spans=spans)
    doc.ents = filter_spans(spans)
    record = document.model_dump(exclude={"text"}, by_alias=True, exclude_unset=True)
    doc.user_data[_RECORD] = json.dumps(record, ensure_ascii=False)
    return doc


def _words(text: str, mentions: list[tuple[int, int]]) -> tuple[list[str], list[bool]]:
    """Words and whether a space follows, such that together they are the text; cut at the mentions' ends."""
    words: list[str] = []
    spaces: list[bool] = []
    edges = sorted({edge for mention in mentions for edge in mention})
    # A space that begins or ends a mention is a word of its own.
    apart = {start for start, _ in mentions} | {end - 1 for _, end in mentions}
    at = 0
    for start, end in [*tokens(text, edges), (len(text), len(text))]:
        if words and text[at:start].startswith(" ") and at not in apart:
            spaces[-1] = True
            at += 1
        for piece in (*_cut(text[at:start], at, edges), text[start:end]):
            if piece:
                words.append(piece)
                spaces.append(False)
        at = end
    return words, spaces


def _cut(text: str, offset: int, edges: list[int]) -> list[str]:
    """White space `text`, which begins at `offset`, in pieces between `edges`."""
    cuts = [0, *(edge - offset for edge in edges if 0 < edge - offset < len(text)), len(text)]
    return [text[a:b] for a, b in pairwise(cuts)]


def _document(doc: Doc, where: str, name: str, losses: Losses) -> Document:
    found = list(doc.spans.get(_GROUP, doc.ents))
    stored = doc.user_data.get(_RECORD)
    if isinstance(stored, str):
        record = {**json.loads(stored), "text": doc.text}
        if _agrees(record, found):
            return lenient.document(record, where)
        name = record["id"]
        losses.add("records beside spans that were changed since")
    raw = doc.user_data.get(_RAW)
    entities = [entity for span in found if (entity := _entity(span, raw, losses))]
    result: dict[str, Any] = {"id": name, "text": raw["text"] if raw else doc.text, "entities": entities}
    if _EVENTS in doc.user_data:
        result["events"] = doc.user_data[_EVENTS]
    return lenient.document(result, where)


def _agrees(record: dict[str, Any], found: list[Span]) -> bool:
    words = {(s.start_char, s.end_char, s.label_) for s in found}
    mentions = {
        (m["start"], m["end"], e["label"]) for e in record.get("entities", ()) for m in e.get("mentions", ())
    }
    return words <= mentions and all(
        a == b or not record["text"][a:b].strip() for a, b, _ in mentions - words
    )


def _entity(span: Span, raw: dict[str, Any] | None, losses: Losses) -> dict[str, Any] | None:
    label = label_of(span.label_)
    if label not in LABELS:
        losses.add(f"mentions labelled {span.label_}")
        return None
    start, end = span.start_char, span.end_char
    if raw:
        start, end = raw["starts"][start], raw["ends"][end - 1]
    entity: dict[str, Any] = {
        "label": label,
        "mentions": [{"start": start, "end": end, "rule": span.id_ or None}],
    }
    if span.kb_id_:
        entity["timex" if label == "DATE" else "name"] = span.kb_id_
    return entity
