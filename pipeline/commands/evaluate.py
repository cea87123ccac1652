"""`chronique evaluate`."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from pipeline.evaluation.errors import Error
    from pipeline.evaluation.intervals import Comparison
    from pipeline.evaluation.scoring import ErrorSink, Evaluation, Settings
    from pipeline.evaluation.snippets import ErrorBook
    from pipeline.formats.errors import Losses
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
    html: Annotated[Path | None, typer.Option(help="Write the report as one self-contained page.")] = None,
    compare: Annotated[
        Path | None, typer.Option(help="Other predictions to test the difference with.")
    ] = None,
    fail_under: Annotated[
        str, typer.Option(help="Floors, as in entities.PER.f1=0.9,roles.micro.f1=0.8.")
    ] = "",
    errors: Annotated[bool, typer.Option("--errors", help="List every difference, one a line.")] = False,
    samples: Annotated[
        int, typer.Option(help="Bootstrap samples for the intervals; 0 for none.", min=0)
    ] = 1000,
    seed: Annotated[int, typer.Option(help="Seed of the bootstrap and of --compare.", min=0)] = 0,
) -> None:
    """Score predictions against gold.

    Exit codes: 0 done, 2 files or options that do not fit, 3 under a floor of --fail-under.
    """
    from pipeline.evaluation import floors, report
    from pipeline.evaluation.intervals import bootstrap
    from pipeline.evaluation.intervals import compare as tested
    from pipeline.evaluation.pairing import MismatchError
    from pipeline.evaluation.scoring import Settings
    from pipeline.evaluation.snippets import ErrorBook
    from pipeline.formats.errors import FormatError, explain

    book = ErrorBook() if html else None
    listed: list[Error] = []
    settings = Settings(labels=_names(labels), types=_names(types))
    try:
        asked = floors.parse(fail_under)
        sink = _sink(book, listed if errors else None)
        evaluation = score(gold, predicted, settings, sink)
        compared = tested(evaluation, score(gold, compare, settings), seed=seed) if compare else {}
        failures = floors.under(evaluation.measures(), asked)
        intervals = bootstrap(evaluation, samples, seed)
        listed = [error for error in listed if evaluation.counted(error)]
        if html and book:
            _write_page(html, f"{predicted.name} against {gold.name}", evaluation, book, intervals)
    except (FormatError, MismatchError, floors.FloorError, OSError) as error:
        sys.stderr.write(f"chronique evaluate: {explain(error)}\n")
        raise typer.Exit(2) from None
    if as_json:
        _print_json(evaluation, intervals, compared, listed if errors else None)
    else:
        sys.stdout.writelines(report.line(error) + "\n" for error in listed)
        _print_tables(evaluation, intervals, compared)
    for line in (*evaluation.notes, *failures):
        sys.stderr.write(f"chronique evaluate: {line}\n")
    if failures:
        raise typer.Exit(3)


def score(gold: Path, predicted: Path, settings: Settings, on_error: ErrorSink | None = None) -> Evaluation:
    """Scores a file of predictions against a file of gold; raises FormatError and MismatchError."""
    from dataclasses import replace

    from pipeline.evaluation.scoring import evaluate as run
    from pipeline.formats.errors import Losses

    losses = Losses(), Losses()
    pairs, layers, what = read(gold, predicted, losses)
    evaluation = run(pairs, replace(settings, layers=layers), on_error)
    for layer in sorted({"entities", "events"} - set(layers)):
        evaluation.notes.append(f"the predictions are {what}, which hold no {layer}: {layer} are not scored")
    for path, lost in zip((gold, predicted), losses, strict=True):
        if line := lost.sentence("our records"):
            evaluation.notes.append(f"{path}: {line}")
    return evaluation


def read(gold: Path, predicted: Path, losses: tuple[Losses, Losses]) -> tuple[Pairs, tuple[str, ...], str]:
    """Pairs of gold and predicted documents, streaming; the layers that are predicted; by what."""
    from pipeline.evaluation.pairing import pair, with_events
    from pipeline.formats import chronique, registry

    expected = registry.of_input(gold).read(gold, losses[0])
    form = registry.of_input(predicted)
    if form.name == "chronique" and chronique.holds_events(predicted):
        return with_events(expected, chronique.read_events(predicted)), ("events",), "event records"
    return pair(expected, form.read(predicted, losses[1])), form.layers, f"{form.title} files"


def _sink(book: ErrorBook | None, listed: list[Error] | None) -> ErrorSink | None:
    """What is done with every difference, or None where nobody asks for them."""
    if book is None and listed is None:
        return None

    def sink(document: Document, error: Error) -> None:
        if book is not None:
            book.add(document, error)
        if listed is not None:
            listed.append(error)

    return sink


def _print_json(
    evaluation: Evaluation,
    intervals: Mapping[str, tuple[float, float]],
    compared: Mapping[str, Comparison],
    errors: list[Error] | None,
) -> None:
    from pipeline.evaluation.report import nested

    tree: dict[str, Any] = nested(evaluation, intervals)
    if compared:
        tree["compare"] = {
            name: {"other": c.other, "difference": c.difference, "p": c.p} for name, c in compared.items()
        }
    if errors is not None:
        tree["errors"] = [error._asdict() for error in errors]
    sys.stdout.write(json.dumps(tree, ensure_ascii=False, indent=2) + "\n")


def _print_tables(
    evaluation: Evaluation, intervals: Mapping[str, tuple[float, float]], compared: Mapping[str, Comparison]
) -> None:
    from rich.console import Console

    from pipeline.evaluation import report

    # What stands in files is text, never markup.
    width = None if sys.stdout.isatty() else 120
    console = Console(width=width, markup=False, emoji=False, highlight=False)
    report.show(evaluation, console, intervals)
    if compared:
        console.print(report.comparison(compared))


def _write_page(
    path: Path,
    title: str,
    evaluation: Evaluation,
    book: ErrorBook,
    intervals: Mapping[str, tuple[float, float]],
) -> None:
    from pipeline.evaluation.html import page

    path.write_text(page(title, evaluation, book, intervals), encoding="utf-8")


def _names(text: str) -> tuple[str, ...] | None:
    return tuple(name.strip() for name in text.split(",") if name.strip()) or None
