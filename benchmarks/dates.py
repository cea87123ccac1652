#!/usr/bin/env python3
"""Speed of the date rules: characters a second on news, beside `dateparser.search` and timexy, and on long runs.

Usage: python benchmarks/dates.py [NEWS.jsonl]   (default: ../shared/news/bbc_afrique.jsonl)

Takes CPU time, so that other work on the machine disturbs little; timexy is measured where it is installed.
"""

from __future__ import annotations

import datetime as dt
import json
import sys
import time
import warnings
from collections.abc import Callable
from pathlib import Path

from pipeline.french_dates import find_dates

NEWS = Path("../shared/news/bbc_afrique.jsonl")
REFERENCE = dt.date(2022, 5, 30)
RUNS = ("1", "1/", "12-", "janvier ", "3 mai ", "12 mai, ", "mardi ", "quatre-vingt-", "du 3 au ", "d'", "(")
SIZES = (50_000, 100_000, 200_000)


def say(line: str) -> None:
    """One line of the report."""
    sys.stdout.write(f"{line}\n")


def rate(read: Callable[[str], object], texts: list[str]) -> float:
    """Characters a second of CPU time."""
    read(texts[0])
    begin = time.process_time()
    for text in texts:
        read(text)
    return sum(map(len, texts)) / (time.process_time() - begin)


def search_dates(text: str) -> object:
    """What dateparser finds by itself."""
    from dateparser.search import search_dates

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return search_dates(text, languages=["fr"])


def timexy() -> Callable[[str], object] | None:
    """A spaCy pipeline with timexy alone; None where it is not installed."""
    try:
        import spacy
        import timexy as _  # noqa: F401 (registers the component)
    except ImportError:
        return None
    nlp = spacy.blank("fr")
    nlp.add_pipe("timexy")
    return nlp


def news(path: Path) -> None:
    """Characters a second on real news, and how many times as fast as the others."""
    texts = [json.loads(line)["text"] for line in path.read_text(encoding="utf-8").splitlines()]
    own = rate(lambda text: find_dates(text, REFERENCE), texts)
    say(f"french_dates   {own:12,.0f} characters/s")
    for name, other, sample in (("search_dates", search_dates, texts[:20]), ("timexy", timexy(), texts[:60])):
        if other is None:
            say(f"{name:14s} not installed")
            continue
        speed = rate(other, sample)
        say(f"{name:14s} {speed:12,.0f} characters/s   {own / speed:5.1f} times slower")


def long_runs() -> None:
    """Seconds on long runs of one thing: they double with the length."""
    say(f"{'run':16s}" + "".join(f"{size:>10,d}" for size in SIZES))
    for unit in RUNS:
        seconds = []
        for size in SIZES:
            text = unit * (size // len(unit))
            begin = time.process_time()
            find_dates(text, REFERENCE)
            seconds.append(time.process_time() - begin)
        say(f"{unit!r:16s}" + "".join(f"{second:10.2f}" for second in seconds))


def main() -> int:
    """Both measurements; the first only where the news lies."""
    path = Path(sys.argv[1]) if len(sys.argv) > 1 else NEWS
    if path.is_file():
        news(path)
    else:
        say(f"no news at {path}: give a JSON Lines file with a field `text`")
    long_runs()
    return 0


if __name__ == "__main__":
    sys.exit(main())
