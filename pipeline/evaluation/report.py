"""The scores as tables for a terminal and as a nested object for programs."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table

from pipeline.evaluation.counts import Key, five
from pipeline.evaluation.errors import Error
from pipeline.evaluation.intervals import Comparison
from pipeline.evaluation.scoring import Evaluation

Intervals = Mapping[str, tuple[float, float]]
_SCHEMES = ("", "exact", "partial", "type", "overlap")
_FACTS = ("place", "date", "name", "count", "duration")
# `entities.PER.f1` is compared in the table, `entities.PER.partial.f1` in the JSON only.
_DEPTH = 2
# Whatever moves the cursor or colours a terminal, white space aside.
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1b\x7f-\x9f]")
_VARIANTS = ("", "relaxed", "aligned", "relaxed.aligned")


def nested(evaluation: Evaluation, intervals: Intervals | None = None) -> dict[str, Any]:
    """Measures and counts nested by their dotted names, NaN as None, ready for `json.dumps`."""
    tree: dict[str, Any] = {"documents": len(evaluation.documents)}
    totals = evaluation.totals()
    for row, key in enumerate(evaluation.rows):
        _place(tree, key.path, {"counts": five(totals[row])})
        if key.variant == "strict":
            _place(tree, f"{key.path}.strict", {"counts": five(totals[row])})
    for path, value in evaluation.measures().items():
        _place(tree, path, None if math.isnan(value) else value)
    for path, interval in (intervals or {}).items():
        where, _, name = path.rpartition(".")
        _place(tree, f"{where}.interval.{name}", list(interval))
    tree["confusion"] = {
        name: [{"gold": g, "predicted": p, "number": n} for (g, p), n in sorted(table.items())]
        for name, table in evaluation.confusion.items()
    }
    tree["notes"] = evaluation.notes
    return tree


def show(evaluation: Evaluation, console: Console, intervals: Intervals | None = None) -> None:
    """Prints the tables: entities, dates, events, roles and facts, factuality."""
    measures, intervals = evaluation.measures(), intervals or {}
    keys = set(evaluation.rows)
    for table in (
        _entities(evaluation, measures, intervals, keys),
        _counts(evaluation, keys),
        _dates(measures),
        _events(evaluation, measures, intervals, keys),
        _roles(evaluation, measures, intervals, keys),
        _confidence(evaluation, measures),
        *(_confusion(name, evaluation) for name in ("labels", "types", "factuality")),
    ):
        if table.row_count:
            console.print(table)


def _entities(
    evaluation: Evaluation, measures: Mapping[str, float], intervals: Intervals, keys: set[Key]
) -> Table:
    table = _table(
        "Entities",
        "label",
        "gold",
        "pred.",
        "P",
        "R",
        "F1",
        "95 %",
        "exact",
        "partial",
        "type",
        "overlap",
    )
    for member in _members("entities", keys):
        path = f"entities.{member}"
        sizes = _sizes(evaluation, Key("entities", member, "strict"))
        scores = [_percent(measures.get(f"{path}.{name}")) for name in ("precision", "recall", "f1")]
        others = [_percent(measures.get(f"{path}.{scheme}.f1")) for scheme in _SCHEMES[1:]]
        table.add_row(member, *sizes, *scores, _interval(intervals.get(f"{path}.f1")), *others)
    return table


def _counts(evaluation: Evaluation, keys: set[Key]) -> Table:
    names = ("correct", "incorrect", "partial", "missed", "spurious")
    table = _table("Entities, counts", "measure", *names)
    totals = evaluation.totals()
    for scheme in ("strict", *_SCHEMES[1:]):
        key = Key("entities", "micro", scheme)
        if key in keys:
            counts = five(totals[evaluation.rows.index(key)])
            table.add_row(scheme, *(str(counts[name]) for name in names))
    return table


def _dates(measures: Mapping[str, float]) -> Table:
    table = _table("Date values", "measure", "score")
    for label, path in (
        ("from and to, of dates found", "dates.values.accuracy"),
        ("TIMEX3 value, of dates found", "dates.timex.accuracy"),
        ("F1 of span and value", "dates.end_to_end.f1"),
        ("F1 of overlapping span and value", "dates.end_to_end.relaxed.f1"),
    ):
        if path in measures:
            table.add_row(label, _percent(measures[path]))
    return table


def _events(
    evaluation: Evaluation, measures: Mapping[str, float], intervals: Intervals, keys: set[Key]
) -> Table:
    table = _table("Events", "type", "gold", "pred.", "P", "R", "F1", "95 %", "sharing a fact")
    for member in _members("events", keys):
        path = f"events.{member}"
        scores = [_percent(measures.get(f"{path}.{name}")) for name in ("precision", "recall", "f1")]
        corroborated = _percent(measures.get(f"{path}.corroborated.f1"))
        sizes = _sizes(evaluation, Key("events", member))
        table.add_row(member, *sizes, *scores, _interval(intervals.get(f"{path}.f1")), corroborated)
    if table.row_count and "factuality.accuracy" in measures:
        table.caption = f"factuality of aligned events: {_percent(measures['factuality.accuracy'])} right"
    return table


def _roles(
    evaluation: Evaluation, measures: Mapping[str, float], intervals: Intervals, keys: set[Key]
) -> Table:
    table = _table(
        "Roles and facts",
        "",
        "gold",
        "pred.",
        "exact",
        "relaxed",
        "aligned exact",
        "aligned relaxed",
        "95 %",
    )
    rows = [(f"roles.{member}", Key("roles", member)) for member in _members("roles", keys)]
    rows += [(name, Key(name)) for name in _FACTS if Key(name) in keys]
    for path, key in rows:
        scores = [_percent(measures.get(".".join(p for p in (path, v, "f1") if p))) for v in _VARIANTS]
        interval = _interval(intervals.get(f"{path}.relaxed.aligned.f1", intervals.get(f"{path}.aligned.f1")))
        table.add_row(path.removeprefix("roles."), *_sizes(evaluation, key), *scores, interval)
    if table.row_count:
        table.caption = "F1; aligned: over aligned events only; 95 % interval of the last score of the row"
    return table


def _confidence(evaluation: Evaluation, measures: Mapping[str, float]) -> Table:
    """How many of the events that claim a confidence are right (aligned, and sharing a fact)."""
    table = _table("Confidence of predicted events", "stated", "events", "right")
    for key in (key for key in evaluation.rows if key.family == "confidence"):
        stated = (
            key.member.replace("at_least_", "≥ ")
            if "_" in key.member
            else f"{key.member}–{int(key.member) + 10}"
        )
        table.add_row(stated, _sizes(evaluation, key)[1], _percent(measures[f"{key.path}.precision"]))
    return table


def _confusion(name: str, evaluation: Evaluation) -> Table:
    counts = evaluation.confusion[name]
    columns = sorted({predicted for _, predicted in counts})
    table = _table(f"Confusion of {name} (rows: gold)", "", *columns)
    for gold in sorted({gold for gold, _ in counts}):
        table.add_row(gold, *(str(counts[gold, predicted] or "·") for predicted in columns))
    return table


def _table(title: str, first: str, *columns: str) -> Table:
    table = Table(
        title=title,
        title_justify="left",
        caption_justify="left",
        box=box.SIMPLE_HEAD,
        collapse_padding=True,
        pad_edge=False,
        min_width=len(title) + 2,
    )
    table.add_column(first)
    for column in columns:
        table.add_column(column, justify="right")
    return table


def _members(family: str, keys: set[Key]) -> list[str]:
    members = sorted({key.member for key in keys if key.family == family} - {"micro"})
    return [*members, "micro", "macro"] if members else []


def _sizes(evaluation: Evaluation, key: Key) -> tuple[str, str]:
    if key not in evaluation.rows:
        return "", ""
    counts = five(evaluation.totals()[evaluation.rows.index(key)])
    return str(counts["gold"]), str(counts["predicted"])


def _percent(value: float | None) -> str:
    return "–" if value is None or math.isnan(value) else f"{100 * value:.1f}"


def _interval(interval: tuple[float, float] | None) -> str:
    return f"{100 * interval[0]:.0f}–{100 * interval[1]:.0f}" if interval else ""


def _place(tree: dict[str, Any], path: str, value: Any) -> None:
    *branches, leaf = path.split(".")
    for branch in branches:
        tree = tree.setdefault(branch, {})
    if isinstance(value, dict):
        tree.setdefault(leaf, {}).update(value)
    else:
        tree[leaf] = value


def comparison(compared: Mapping[str, Comparison]) -> Table:
    """Two predictions side by side: F1 and accuracies, their difference, and its p-value."""
    table = _table("Comparison", "measure", "this", "other", "difference", "p")
    for name, each in compared.items():
        if name.endswith((".f1", ".accuracy")) and name.count(".") <= _DEPTH:
            difference = f"{100 * each.difference:+.1f}"
            table.add_row(name, _percent(each.value), _percent(each.other), difference, f"{each.p:.4f}")
    table.caption = "p: approximate randomisation over documents"
    return table


def line(error: Error) -> str:
    """A difference as one line of tab-separated text: document, subject, kind, gold, predicted."""
    cells = (error.document, error.subject, error.kind, error.gold or "—", error.predicted or "—")
    return "\t".join(" ".join(_CONTROL.sub("\N{REPLACEMENT CHARACTER}", cell).split()) for cell in cells)
