"""`chronique evaluate`."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from pipeline.evaluation.errors import Error
    from pipeline.evaluation.scoring import Evaluation, Settings
    from pipeline.records import Document

    Pairs = Iterator[tuple[Document, Document]]


def evaluate(  # noqa: PLR0913 (the options of a command)
    gold: Annotated[Path, typer.Argument(help="Gold document records, or any format that convert reads.")],
    predicted: Annotated[
        Path, typer.Argument(help="Predictions: document or event records, or such a format.")
    ],
    *,
    labels: Annotated[str, typer.Option(help="Only these labels, as in PER,ORG.")] = "",
    types: Annotated[str, typer.Option(help="Only these event types, as in training.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of tables.")] = False,
    errors: Annotated[bool, typer.Option("--errors", help="List every difference, tab-separated.")] = False,
) -> None:
    """Score predictions against gold."""
    from rich.console import Console

    from pipeline.evaluation import report
    from pipeline.evaluation.pairing import MismatchError
    from pipeline.evaluation.scoring import Settings
    from pipeline.formats.errors import FormatError

    found: list[Error] = []
    try:
        pairs, layers = read(gold, predicted)
        settings = Settings(labels=_split(labels), types=_split(types), layers=layers)
        evaluation = score(pairs, settings, (lambda _, each: found.append(each)) if errors else None)
    except (FormatError, MismatchError, OSError) as error:
        sys.stderr.write(f"chronique evaluate: {error}\n")
        raise typer.Exit(2) from None
    for note in evaluation.notes:
        sys.stderr.write(f"chronique evaluate: {note}\n")
    if as_json:
        tree = report.nested(evaluation)
        sys.stdout.write(json.dumps(tree, ensure_ascii=False, indent=2) + "\n")
    else:
        report.show(evaluation, Console(width=None if sys.stdout.isatty() else 120))
    for each in found:
        sys.stdout.write(report.line(each) + "\n")


def read(gold: Path, predicted: Path) -> tuple[Pairs, tuple[str, ...]]:
    """Pairs of gold and predicted documents, streaming, and the layers that the predictions hold.

    Raises FormatError and, while the pairs are read, MismatchError.
    """
    from pipeline.evaluation.pairing import pair, with_events
    from pipeline.formats import chronique
    from pipeline.formats.errors import Losses

    losses = Losses()
    if chronique.holds_events(predicted):
        return with_events(chronique.read(gold, losses), chronique.read_events(predicted)), ("events",)
    return pair(chronique.read(gold, losses), chronique.read(predicted, losses)), ("entities", "events")


def score(
    pairs: Pairs, settings: Settings, on_error: Callable[[Document, Error], None] | None = None
) -> Evaluation:
    """Scores the pairs, and adds a note about layers that the predictions do not hold."""
    from pipeline.evaluation.scoring import evaluate as run

    evaluation = run(pairs, settings, on_error)
    if "entities" not in settings.layers:
        evaluation.notes.append("the predictions are event records: entities and date values are not scored")
    return evaluation


def _split(names: str) -> tuple[str, ...] | None:
    return tuple(name.strip() for name in names.split(",") if name.strip()) or None
