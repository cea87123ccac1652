#!/usr/bin/env python3
"""Scores the program on the sample gold, prints the full tables, and sets the floors.

`python benchmarks/gold.py` prints (`make eval`); with names of files, only theirs. `--set` also writes
samples/gold/floors.json: new floors and higher ones. Lowering takes `--set --lower`, and a reason in the commit
that carries it.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from pathlib import Path

from rich.console import Console

ROOT = Path(__file__).resolve().parent.parent
GOLD = ROOT / "samples" / "gold"
sys.path.insert(0, str(ROOT))

import pipeline  # noqa: E402 (this checkout's package, wherever the script is started)
from pipeline.evaluation import floors, report  # noqa: E402
from pipeline.evaluation.intervals import bootstrap  # noqa: E402
from pipeline.evaluation.scoring import Evaluation, evaluate  # noqa: E402
from pipeline.formats import chronique  # noqa: E402
from pipeline.formats.errors import Losses  # noqa: E402

# The measures worth a floor: one a label, type, role and fact.
PINNED = re.compile(
    r"entities\.[A-Z]+\.f1|entities\.micro\.f1|entities\.TOPIC\.overlap\.f1|dates\.(values|timex)\.accuracy"
    r"|dates\.end_to_end\.f1|events\.[a-z_]+\.f1|roles\.[a-z_]+\.relaxed(\.aligned)?\.f1|factuality\.accuracy"
    r"|(place|name)\.relaxed\.aligned\.f1|(date|count)\.aligned\.f1"
)


def score(path: Path) -> Evaluation:
    """Scores the program on a file of gold, whose texts, titles and days of publication are the articles."""
    gold = list(chronique.read(path, Losses()))
    articles = [{"id": d.id, "text": d.text, "title": d.title, "published": d.published} for d in gold]
    return evaluate(zip(gold, pipeline.extract(articles, emit="documents"), strict=True))


def main() -> None:
    """Prints the tables of every file; sets floors where asked to."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--set", action="store_true", help="write the floors: new ones and higher ones")
    parser.add_argument(
        "--lower", action="store_true", help="with --set: let floors fall to what is measured"
    )
    parser.add_argument("names", nargs="*", metavar="FILE", help="score only these files of samples/gold")
    options = parser.parse_args()
    paths = [GOLD / name for name in options.names] or sorted(GOLD.glob("*.jsonl"))
    absent = [path.name for path in paths if not path.is_file()]
    if absent or not paths:
        sys.exit(f"no gold {', '.join(absent)} under {GOLD}: name files that are there")
    console = Console(width=None if sys.stdout.isatty() else 120)
    evaluations = {path.name: score(path) for path in paths}
    for name, evaluation in evaluations.items():
        console.rule(f"{name}: {len(evaluation.documents)} documents")
        report.show(evaluation, console, bootstrap(evaluation))
    if options.set:
        pin(evaluations, lower=options.lower)


def pin(evaluations: dict[str, Evaluation], *, lower: bool) -> None:
    """Writes floors and digests; prints what moved."""
    path = GOLD / "floors.json"
    pinned = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    for name, evaluation in evaluations.items():
        measured = {m: v for m, v in evaluation.measures().items() if PINNED.fullmatch(m)}
        old = pinned.get(name, {}).get("floors", {})
        new, moved = floors.revised(old, measured, lower=lower)
        pinned[name] = {"sha256": floors.digest(GOLD / name), "floors": new}
        sys.stdout.writelines(f"{name}: {line}\n" for line in moved)
    path.write_text(json.dumps(pinned, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
