#!/usr/bin/env python3
"""Peak memory over many articles of words that no vocabulary holds (part of `make bench`).

Usage: python benchmarks/memory.py [--articles 20000] [--words 30] [--dry]

Every sixth article reports a training, so that all of the pipeline runs. In one process, and in the worker
processes of `--jobs 2` (the highest peak of those alive, which are replaced now and then); prints the peak after
each tenth, and how much higher the last is than that after the first: nothing that grows with the number of
articles is kept. Appends a line to docs/benchmarks.md.
"""

from __future__ import annotations

import argparse
import datetime as dt
import random
import resource
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import pipeline  # noqa: E402 (this checkout's package, wherever the script is started)
from pipeline.batch.supervisor import Supervisor  # noqa: E402 (as above)
from pipeline.batch.worker import Settings  # noqa: E402 (as above)
from pipeline.records import Article  # noqa: E402 (as above)

PAGE = ROOT / "docs" / "benchmarks.md"
LETTERS = "abcdefghijklmnopqrstuvwxyzéè"
TRAINING = "La coopérative a formé douze jeunes à la couture le 3 mai 2021 à Kara."
STEPS = 10


def articles(count: int, words: int) -> Iterator[Article]:
    """`count` articles of `words` words, all new."""
    chance = random.Random(1)  # noqa: S311 (no secret)
    for number in range(count):
        new = ["".join(chance.choices(LETTERS, k=chance.randint(4, 11))) for _ in range(words)]
        text = f"{' '.join(new).capitalize()}. {TRAINING if number % 6 == 0 else ''}"
        yield Article(id=str(number), text=text.strip())


def in_one_process(count: int, words: int) -> Iterator[float]:
    """The peak in megabytes after each tenth of the articles."""
    for number, _ in enumerate(pipeline.extract(articles(count, words), emit="documents"), start=1):
        if number % (count // STEPS) == 0:
            yield resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def in_workers(count: int, words: int) -> Iterator[float]:
    """The highest peak in megabytes of two workers after each tenth of the articles."""
    with Supervisor(Settings(emit="documents"), jobs=2) as engine:
        for number, _ in enumerate(engine.outcomes(articles(count, words)), start=1):
            if number % (count // STEPS) == 0:
                yield max(map(peak, engine.pids()))


def peak(process: int) -> float:
    """The peak of a process in megabytes, as Linux keeps it; 0 if it has just ended."""
    try:
        status = Path(f"/proc/{process}/status").read_text(encoding="ascii")
    except FileNotFoundError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in status.split("\n") if line.startswith("VmHWM")), 0.0)


def main() -> None:
    """Measures, prints, and appends to the page."""
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--articles", type=int, default=20_000)
    options.add_argument("--words", type=int, default=30)
    options.add_argument("--dry", action="store_true", help="print only")
    given = options.parse_args()
    lines = [
        f"## {dt.datetime.now(tz=dt.UTC).date()}: memory, {given.articles:,} articles of {given.words} new words\n"
    ]
    lines.append("| | " + " | ".join(f"{tenth * 10} %" for tenth in range(1, STEPS + 1)) + " | growth |")
    lines.append("|---" * (STEPS + 2) + "|")
    for name, measure in (("one process", in_one_process), ("workers of `--jobs 2`", in_workers)):
        peaks = list(measure(given.articles, given.words))
        cells = " | ".join(f"{value:.0f} MB" for value in peaks)
        lines.append(f"| {name} | {cells} | {(peaks[-1] / peaks[0] - 1) * 100:+.1f} % |")
    report = "\n".join(lines) + "\n"
    sys.stdout.write(report)
    if not given.dry:
        with PAGE.open("a", encoding="utf-8") as page:
            page.write("\n" + report)


if __name__ == "__main__":
    main()
