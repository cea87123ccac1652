"""Articles in, records out: the pipeline as a silent function."""

from __future__ import annotations

import hashlib
import json
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from itertools import islice
from typing import Any, Literal
from weakref import WeakKeyDictionary

import spacy
from spacy.language import Language
from spacy.tokens import Doc
from spacy.util import load_config
from thinc.api import NumpyOps

from pipeline import distinct_words, quick_ner, quick_start, resources, trained_ner, window_layers
from pipeline.assembly import gate
from pipeline.components import linking, tokenizer
from pipeline.components.tokenizer import CleaningTokenizer
from pipeline.records import Article, Document, Entity, Event, Mention

Emit = Literal["events", "documents"]
# Small batches suit the caches of the processor: 8 articles a batch are 1.4 times as fast as 256.
BATCH_SIZE = 8
# So many of the words that come up stay in the vocabulary: those of some hundred articles, the common ones among them.
KEPT_STRINGS = 20_000
# Of so many words, with the marks at their ends, the tokenizer keeps how it cut them.
KEPT_CUTS = 50_000
_STAGES: WeakKeyDictionary[Language, dict[str, Any]] = WeakKeyDictionary()


def load() -> Language:
    """The whole pipeline: `fr_core_news_md` and the components of `models/chronique.cfg`.

    Its `ner` has the weights under `models/ner`; warns (UntrainedWarning) if they cannot be used.
    Raises OSError (spaCy's message says how to install it) if the base model is absent.
    """
    config = load_config(resources.models() / "chronique.cfg")
    settings, components = config["chronique"], config["components"]
    with quick_start.joined_alternatives():
        nlp = spacy.load(settings["base"], exclude=settings["exclude"])
    trained_ner.use(nlp)
    plain: Any = nlp.tokenizer
    plain.max_cache_size = KEPT_CUTS
    nlp.tokenizer = CleaningTokenizer(plain)
    for name in reversed(settings["before"]):
        nlp.add_pipe(name, first=True, config=components.get(name, {}))
    for name in settings["after"]:
        nlp.add_pipe(name, config=components.get(name, {}))
    for name in nlp.pipe_names:
        _multiply_by_openblas(nlp.get_pipe(name))
    distinct_words.use(nlp)
    window_layers.use(nlp)
    nlp.meta["chronique"] = {
        **{key: settings[key] for key in ("before", "tagging", "gated")},
        "strings": len(nlp.vocab.strings) + KEPT_STRINGS,
    }
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
        with _memory(nlp):
            docs = [_doc(nlp, article) for article in batch]
            _analyse(nlp, docs, emit)
            documents = [document(article, doc, emit) for article, doc in zip(batch, docs, strict=True)]
        yield from documents


@contextmanager
def _memory(nlp: Language) -> Iterator[None]:
    """Gives back after a batch the memory that its new words took, once the common words have come up.

    The tokenizer remembers what it does outside a memory zone only: with the common words known, it is five times
    as fast.
    """
    if len(nlp.vocab.strings) < _stages(nlp)["strings"]:
        yield
    else:
        with nlp.memory_zone():
            yield


def _analyse(nlp: Language, docs: list[Doc], emit: Emit) -> None:
    """Runs the pipeline over `docs` in place, each component only where it can matter to a record.

    The gates never change one: where nothing may announce a topic or an event, no rule finds any. For events alone
    parts of speech come first, because they say of half of the documents left that they have none.
    """
    stages = _stages(nlp)
    tagging, gated = stages["tagging"], [*stages["tagging"], *stages["gated"]]
    others = [name for name in nlp.pipe_names if name not in gated]
    if emit == "events":
        _run(nlp, stages["before"], docs)
        docs = [doc for doc in docs if gate.may_hold_event(doc, tagged=False)]
        _run(nlp, tagging, docs)
        docs = [doc for doc in docs if gate.may_hold_event(doc, tagged=True)]
        _run(nlp, [name for name in others if name not in stages["before"]], docs)
        _run(nlp, stages["gated"], docs)
    else:
        _run(nlp, others, docs)
        _run(nlp, gated, [doc for doc in docs if gate.may_hold_topic_or_event(doc)])


def _stages(nlp: Language) -> dict[str, Any]:
    """What `load` wrote into the meta data of `nlp`, which spaCy puts together anew whenever it is asked for them."""
    known = _STAGES.get(nlp)
    if known is None:
        known = _STAGES[nlp] = nlp.meta["chronique"]
    return known


def _run(nlp: Language, names: list[str], docs: list[Doc]) -> None:
    for name in names:
        component: Any = nlp.get_pipe(name)
        if name == "ner" and quick_ner.fits(component):
            quick_ner.recognise(component, docs)
        elif hasattr(component, "pipe"):
            deque(component.pipe(docs, batch_size=BATCH_SIZE), maxlen=0)
        else:
            for doc in docs:
                component(doc)


def document(article: Article, doc: Doc, emit: Emit = "documents") -> Document:
    """The document record of an annotated Doc; without its entities where only its events are wanted."""
    entities = linking.link_entities(doc) if emit == "documents" else []
    return Document(
        id=article.id,
        title=article.title,
        published=article.published.isoformat() if article.published else None,
        url=article.url,
        text=article.text,
        meta=article.meta,
        entities=_raw(entities, doc, article.text),
        events=[event.model_copy(update={"id": _event_id(article, event)}) for event in doc._.events],
    )


def _event_id(article: Article, event: Event) -> str:
    """The same article and rules give the same id on every run and machine: a digest of what tells the event."""
    told = event.trigger.start if event.trigger else 0
    key = json.dumps([event.schema_, article.id, event.type, told, article.text], ensure_ascii=False)
    return "evt_" + hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:20]


def _raw(entities: list[Entity], doc: Doc, raw: str) -> list[Entity]:
    """`entities` with their mentions' offsets and texts as in the raw text."""
    if not entities:
        return []
    offsets = tokenizer.offsets(doc)

    def moved(mention: Mention) -> Mention:
        start, end = offsets.raw_span(mention.start, mention.end)
        return mention.model_copy(update={"start": start, "end": end, "text": raw[start:end]})

    return [e.model_copy(update={"mentions": [moved(mention) for mention in e.mentions]}) for e in entities]


def _doc(nlp: Language, article: Article) -> Doc:
    doc = nlp.make_doc(article.text)
    doc._.published = article.published.isoformat() if article.published else None
    return doc


@cache
def _shared() -> Language:
    return load()
