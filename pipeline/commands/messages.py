"""What a command says on standard error: sentences, or JSON lines for log collectors; never data."""

from __future__ import annotations

import datetime as dt
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, NoReturn, Protocol

import typer


class Progress(Protocol):
    """Shows how far a run is."""

    def __call__(self, articles: int, rejected: int) -> None:
        """Shows the numbers so far."""


@dataclass(frozen=True, slots=True)
class Messages:
    """Says what happens: everything but errors is left out if `quiet`, all is JSON if `as_json`."""

    quiet: bool = False
    as_json: bool = False

    def say(self, sentence: str, level: str = "info", **fields: Any) -> None:
        """One message; `fields` are for machines."""
        if self.quiet and level != "error":
            return
        if self.as_json:
            now = dt.datetime.now(dt.UTC).isoformat(timespec="milliseconds")
            line = json.dumps(
                {"time": now, "level": level, "message": sentence, **fields}, ensure_ascii=False
            )
        else:
            line = f"chronique: {level}: {sentence}" if level != "info" else f"chronique: {sentence}"
        typer.echo(line, err=True)

    def fail(self, sentence: str, code: int = 2) -> NoReturn:
        """Says why the command ends, and ends it; raises typer.Exit."""
        self.say(sentence, level="error")
        raise typer.Exit(code)

    @contextmanager
    def progress(self) -> Iterator[Progress]:
        """A progress bar if standard error is a terminal, else nothing."""
        if self.quiet or self.as_json or not sys.stderr.isatty():
            yield lambda articles, rejected: None  # noqa: ARG005 (shows nothing)
            return
        from rich import progress
        from rich.console import Console

        columns = (
            progress.SpinnerColumn(),
            progress.TextColumn("{task.completed} articles"),
            progress.TextColumn("{task.fields[rejected]} rejected"),
            progress.TextColumn("{task.speed:.1f}/s"),
            progress.TimeElapsedColumn(),
        )
        with progress.Progress(*columns, console=Console(stderr=True), transient=True) as bar:
            task = bar.add_task("", total=None, rejected=0)
            yield lambda articles, rejected: bar.update(task, completed=articles, rejected=rejected)
