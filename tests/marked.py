"""Marked sentences: “[Ama Lawson|PER] dirige l'[OMS|ORG].” is a text and the spans expected in it."""

import re

from spacy.language import Language
from spacy.tokens import Doc, Span

from pipeline.components import spans

_MARK = re.compile(r"\[([^\[\]|]+)\|([A-Z]+)\]")


def read(marked: str) -> tuple[str, list[tuple[int, int, str]]]:
    """The text of a marked sentence, and its spans as (start, end, label)."""
    text, found, last = "", [], 0
    for mark in _MARK.finditer(marked):
        text += marked[last : mark.start()]
        found.append((len(text), len(text) + len(mark[1]), mark[2]))
        text += mark[1]
        last = mark.end()
    return text + marked[last:], found


def show(doc: Doc, *labels: str) -> str:
    """The text of `doc` with its mentions under `labels` marked."""
    text, last = "", 0
    for span in spans.mentions(doc, *labels):
        text += doc.text[last : span.start_char] + f"[{span.text}|{span.label_}]"
        last = span.end_char
    return text + doc.text[last:]


def annotate(nlp: Language, text: str, entities: dict[str, str]) -> Doc:
    """`text` through `nlp`, as if a model had found `entities` (wording → label) where they first occur."""
    doc = nlp.make_doc(text)
    doc.ents = [
        doc.char_span(text.index(words), text.index(words) + len(words), label)
        for words, label in entities.items()
    ]
    for _, component in nlp.pipeline:
        doc = component(doc)
    return doc


def plain(found: list[Span]) -> list[tuple[int, int, str]]:
    """Spans as (start, end, label)."""
    return [(span.start_char, span.end_char, span.label_) for span in found]
