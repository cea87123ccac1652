#!/usr/bin/env python3
"""Scores the program on every development set under ../shared and prints one table.

Run from the repository root: `python benchmarks/shared.py`, or `make eval-shared`.
Suites of entities and dates are scored by the tools that lie beside them; documents with events (seed,
web-dev, our own samples/gold/dev.jsonl) by `pipeline.evaluation`. Predictions stay in out/shared/.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table

ROOT = Path(__file__).resolve().parent.parent
SHARED, OUT = ROOT.parent / "shared", ROOT / "out" / "shared"
sys.path.insert(0, str(ROOT))

import pipeline  # noqa: E402 (this checkout's package, wherever the script is started)
from pipeline.evaluation import report  # noqa: E402
from pipeline.evaluation.errors import Error  # noqa: E402
from pipeline.evaluation.scoring import Evaluation, evaluate  # noqa: E402
from pipeline.formats import chronique  # noqa: E402
from pipeline.formats.errors import Losses  # noqa: E402

# Automatic labels, a check only: the first documents say as much as all 3,000.
SAMPLED = {"ner/wikineural": 800}
ENTITIES = ("PER", "ORG", "LOC", "DATE", "TOPIC")
ROLES = ("organiser", "trainer", "participant", "topic", "partner", "micro")
FACTS = ("place", "date", "name", "count")


def main() -> None:
    """Extracts, scores and prints."""
    options = _options()
    if not SHARED.is_dir():
        sys.exit("../shared is not there: these sets are not part of the project")
    OUT.mkdir(parents=True, exist_ok=True)
    wanted = options.suites.split(",")
    chosen = {name: path for name, path in _suites().items() if any(part in name for part in wanted)}
    if not chosen:
        sys.exit(f"no suite is called {options.suites!r}; there are {', '.join(_suites())}")
    console = Console(width=None if sys.stdout.isatty() else 150, markup=False)
    tables = {kind: _table(kind) for kind in ("entities", "dates", "events", "roles")}
    for name, path in chosen.items():
        started = time.perf_counter()
        _score(name, path, tables, options, console)
        sys.stderr.write(f"{name}: {time.perf_counter() - started:.0f} s\n")
    for table in tables.values():
        if table.row_count:
            console.print(table)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--suites", default="", help="only suites whose names hold one of these: seed,web-dev"
    )
    parser.add_argument(
        "--all", action="store_true", help="also large suites whole (wikineural: 3,000 documents)"
    )
    parser.add_argument("--errors", action="store_true", help="list every difference, one a line")
    parser.add_argument("--only", default="", help="only errors of these subjects or kinds: organiser,missed")
    parser.add_argument(
        "--tables", action="store_true", help="also the full tables of the suites with events"
    )
    return parser.parse_args()


def _suites() -> dict[str, Path]:
    found = {"seed": SHARED / "seed" / "gold.jsonl", "web-dev": SHARED / "web-dev" / "gold.jsonl"}
    own = ROOT / "samples" / "gold" / "dev.jsonl"
    if own.is_file():
        found["own-dev"] = own
    found.update({f"dates/{p.stem}": p for p in sorted((SHARED / "dates").glob("*.jsonl"))})
    found.update(
        {f"ner/{p.name.removesuffix('.dev.jsonl')}": p for p in sorted((SHARED / "ner").glob("*.dev.jsonl"))}
    )
    return found


def _score(
    name: str, path: Path, tables: dict[str, Table], options: argparse.Namespace, console: Console
) -> None:
    kind = name.partition("/")[0]
    if kind == "ner":
        _add_entities(name, _by_tool("score_ner.py", name, path, options), tables["entities"])
    elif kind == "dates":
        _add_dates(name, _by_tool("score_dates.py", name, path, options), tables["dates"])
    else:
        evaluation = _by_evaluation(name, path, options)
        if options.tables:
            report.show(evaluation, console)
        _add_evaluation(name, evaluation, tables)


def _by_tool(tool: str, name: str, path: Path, options: argparse.Namespace) -> dict[str, Any]:
    """The first line that a scoring tool prints, as JSON; the others are the errors."""
    script = str(SHARED / "tools" / tool)
    if name in SAMPLED and not options.all:
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)[: SAMPLED[name]]
        path = OUT / f"{name.replace('/', '.')}.gold.jsonl"
        path.write_text("".join(lines), encoding="utf-8")
    articles = [json.loads(line) for line in _run(script, "articles", str(path)).splitlines()]
    predicted = _predict(name, articles)
    listing = ["--errors"] if options.errors else []
    first, *errors = _run(script, "score", str(path), str(predicted), *listing).splitlines()
    wanted = options.only.split(",")
    for line in errors:
        if any(part in line for part in wanted):
            sys.stdout.write(f"{name} | {line}\n")
    result: dict[str, Any] = json.loads(first)
    return result


def _run(*command: str) -> str:
    return subprocess.run([sys.executable, *command], check=True, capture_output=True, text=True).stdout  # noqa: S603 (the tools beside the data)


def _by_evaluation(name: str, path: Path, options: argparse.Namespace) -> Evaluation:
    gold = list(chronique.read(path, Losses()))
    articles = [{"id": d.id, "text": d.text, "title": d.title, "published": d.published} for d in gold]
    predicted = chronique.read(_predict(name, articles), Losses())
    errors: list[Error] = []
    evaluation = evaluate(zip(gold, predicted, strict=True), on_error=lambda _, error: errors.append(error))
    wanted = options.only.split(",")
    for error in filter(evaluation.counted, errors) if options.errors else ():
        if any(part in {"", error.subject, error.kind} for part in wanted):
            sys.stdout.write(f"{name}\t{report.line(error)}\n")
    return evaluation


def _predict(name: str, articles: list[dict[str, Any]]) -> Path:
    """Document records of the articles, in a file."""
    path = OUT / f"{name.replace('/', '.')}.jsonl"
    chronique.write(_documents(articles), path, Losses())
    return path


def _documents(articles: list[dict[str, Any]]) -> Iterator[Any]:
    for article in articles:
        # Some suites say “NA”, or give a year alone.
        if not re.fullmatch(r"\d{4}-\d\d-\d\d", article.get("published") or ""):
            article["published"] = None
    yield from pipeline.extract(articles, emit="documents")


def _add_entities(name: str, result: dict[str, Any], table: Table) -> None:
    cells = [f"{100 * result[label][how][2]:.1f}" for label in ENTITIES[:3] for how in ("exact", "overlap")]
    table.add_row(name, str(result["documents"]), *cells)


def _add_dates(name: str, result: dict[str, Any], table: Table) -> None:
    columns = ("exact", "exact*", "overlap", "val", "F1v", "right")
    cells = ["–" if result[c] is None else f"{result[c]:.1f}" for c in columns]
    table.add_row(name, str(result["n"]), *cells)


def _add_evaluation(name: str, evaluation: Evaluation, tables: dict[str, Table]) -> None:
    measures = evaluation.measures()

    def score(path: str) -> str:
        value = measures.get(path)
        return "–" if value is None or value != value else f"{100 * value:.1f}"  # noqa: PLR0124 (NaN)

    cells = [score(f"entities.{label}{how}.f1") for label in ENTITIES for how in ("", ".overlap")]
    tables["entities"].add_row(name, str(len(evaluation.documents)), *cells)
    types = ("training", "meeting", "agreement", "visit", "micro")
    tables["events"].add_row(
        name,
        *(score(f"events.{kind}.f1") for kind in types),
        score("factuality.accuracy"),
        score("dates.values.accuracy"),
    )
    aligned = [score(f"roles.{role}.relaxed.aligned.f1") for role in ROLES]
    singles = [score(f"{fact}{'' if fact == 'count' else '.relaxed'}.aligned.f1") for fact in FACTS]
    singles[FACTS.index("date")] = score("date.aligned.f1")
    tables["roles"].add_row(f"{name}, aligned, relaxed", *aligned, *singles)
    every = [score(f"roles.{role}.f1") for role in ROLES]
    tables["roles"].add_row(f"{name}, all, exact", *every, *(score(f"{fact}.f1") for fact in FACTS))


def _table(kind: str) -> Table:
    columns = {
        "entities": ("documents", *(f"{label} {how}" for label in ENTITIES for how in ("F1", "ov"))),
        "dates": ("expressions", "exact", "exact*", "overlap", "values", "F1v", "right"),
        "events": ("training", "meeting", "agreement", "visit", "micro", "factuality", "date values"),
        "roles": (*ROLES, *FACTS),
    }
    table = Table(title=f"{kind} (F1, %)", title_justify="left", box=box.SIMPLE_HEAD)
    table.add_column("suite")
    for column in columns[kind]:
        table.add_column(column, justify="right")
    return table


if __name__ == "__main__":
    main()
