"""What runs in a worker process: the model loaded once, one article at a time, within limits."""

from __future__ import annotations

import json
import os
import resource
import signal
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Literal

from pipeline.batch import passages
from pipeline.batch.outcome import Outcome, rejected
from pipeline.records import Article, Document
from pipeline.rejection import Reason

# An article of more passages than this is rejected: it is no article.
MOST_PASSAGES = 20
# Matrices of news are small: threads that share one multiplication wait for each other more than they work, and
# workers are the parallelism already. Read by the libraries as they are loaded.
_THREADS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")
# Rules are compiled at their first use: this text has some of all.
_WARM_UP = (
    "Le lundi 27 mai 2019, Orinoco a formé 12 cadres togolais au Big data à Lomé. Il a reçu une délégation."
)


@dataclass(frozen=True, slots=True)
class Settings:
    """How articles are processed. `timeout` is in seconds a passage, `memory` in bytes above the model's.

    `taxonomy` is the file of a thesaurus that topics are linked to.
    """

    emit: Literal["events", "documents"] = "events"
    max_chars: int = 100_000
    timeout: float = 30.0
    memory: int = 4 << 30
    taxonomy: str | None = None

    def seconds(self, article: Article) -> float:
        """The time limit of `article`: as many times `timeout` as it has passages."""
        return self.timeout * (1 + len(article.text) // self.max_chars)


Processor = Callable[[Article], Outcome]
Load = Callable[[Settings], Processor]


@dataclass(frozen=True, slots=True)
class Failure:
    """Why there is nothing to serve."""

    reason: str


def prepared(load: Load, settings: Settings) -> Processor | Failure:
    """What `load` gives, or why it cannot. No Ctrl-C ends this process: the supervisor does."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for name in _THREADS:
        os.environ.setdefault(name, "1")
    try:
        return load(settings)
    except (ImportError, OSError, ValueError) as error:
        return Failure(" ".join(str(error).split()))


def serve(connection: Connection, settings: Settings, process: Processor | Failure) -> None:
    """Answers each article on `connection` with its outcome, until the other end closes.

    The limits are the kernel's: past its time limit the process gets SIGALRM and ends, whatever it is doing;
    past its memory limit it gets MemoryError, answers nothing and ends.
    """
    try:
        if isinstance(process, Failure):
            connection.send_bytes(json.dumps({"failed": process.reason}).encode())
            return
        _limit_memory(settings.memory)
        connection.send_bytes(json.dumps({"ready": os.getpid()}).encode())
        while True:
            article = Article.model_validate_json(connection.recv_bytes())
            signal.setitimer(signal.ITIMER_REAL, settings.seconds(article))
            outcome = _guarded(process, article)
            signal.setitimer(signal.ITIMER_REAL, 0)
            connection.send_bytes(outcome.to_bytes())
    except (EOFError, BrokenPipeError, ConnectionResetError):
        return  # the supervisor is gone, or needs this worker no more
    except MemoryError:
        raise SystemExit(OUT_OF_MEMORY) from None


OUT_OF_MEMORY = 77


def _guarded(process: Processor, article: Article) -> Outcome:
    began = time.perf_counter()
    try:
        outcome = process(article)
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001 (whatever a rule raises costs its article, not the batch)
        outcome = rejected(article, Reason.error, f"{type(error).__name__}: {error}")
    outcome.seconds = time.perf_counter() - began
    return outcome


def _limit_memory(allowed: int) -> None:
    """Limits the address space to `allowed` bytes above what is in use now, where the system tells that."""
    statm = Path("/proc/self/statm")
    if statm.exists():
        used = int(statm.read_text(encoding="ascii").split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (used + allowed, resource.RLIM_INFINITY))


def load_processor(settings: Settings) -> Processor:
    """The pipeline, warm, as a function from article to outcome.

    Raises OSError if the base model is absent, and TaxonomyError for a thesaurus that cannot be read.
    """
    from pipeline import extraction
    from pipeline.components.tokenizer import tokens_read
    from pipeline.taxonomy import Taxonomy, link_topics

    nlp = extraction.load()
    taxonomy = Taxonomy.load(Path(settings.taxonomy)) if settings.taxonomy else None

    def annotate(article: Article) -> Document:
        (document,) = extraction.annotate([article], nlp=nlp, emit=settings.emit)
        return document

    def process(article: Article) -> Outcome:
        before = tokens_read(nlp)
        document = _in_passages(article, settings.max_chars, annotate)
        if taxonomy:
            document = link_topics(document, taxonomy)
        records = extraction.records_of(document, settings.emit)
        return Outcome(
            records=[record.to_json() for record in records],
            events=Counter(event.type for event in document.events),
            tokens=tokens_read(nlp) - before,
        )

    def bounded(article: Article) -> Outcome:
        if len(article.text) > MOST_PASSAGES * settings.max_chars:
            detail = (
                f"{len(article.text)} characters, the limit is {MOST_PASSAGES} times {settings.max_chars}; "
                "split it or raise --max-chars"
            )
            return rejected(article, Reason.over_long, detail)
        return process(article)

    annotate(Article(id="warm-up", text=_WARM_UP))
    return bounded


def _in_passages(article: Article, size: int, annotate: Callable[[Article], Document]) -> Document:
    cuts = passages.split(article.text, size)
    if len(cuts) == 1:
        return annotate(article)
    parts = [
        (start, annotate(article.model_copy(update={"text": article.text[start:end]}))) for start, end in cuts
    ]
    return passages.join(article.text, parts)
