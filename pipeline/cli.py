"""The command line: every command of `pipeline.commands`, under one name."""

from __future__ import annotations

import os
import sys
from io import TextIOWrapper
from typing import Annotated

import typer

from pipeline import __version__
from pipeline.commands.check import check
from pipeline.commands.convert import convert
from pipeline.commands.evaluate import evaluate
from pipeline.commands.examples import epilog
from pipeline.commands.explain import explain
from pipeline.commands.export import export
from pipeline.commands.extract import extract
from pipeline.commands.load import load
from pipeline.commands.schema import schema
from pipeline.commands.serve import serve
from pipeline.commands.view import view

app = typer.Typer(
    name="chronique",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)

for command in (
    extract,
    evaluate,
    convert,
    load,
    view,
    export,
    serve,
    schema,
    explain,
    check,
):
    app.command(epilog=epilog(command.__name__))(command)


def _print_version(wanted: bool) -> None:  # noqa: FBT001 (typer calls it so)
    if wanted:
        typer.echo(f"chronique {__version__}")
        raise typer.Exit


@app.callback()
def chronique(
    *,
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Event extraction for French news: who trained whom, on what, when, where, with whom, at whose cost."""


def main() -> None:
    """Runs the command line as a program: UTF-8 whatever the locale, quiet when its reader leaves."""
    for stream in (sys.stdout, sys.stderr):
        # A terminal in another encoding shows what it can; files and pipes get UTF-8, as JSON Lines are.
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace", encoding=None if stream.isatty() else "utf-8")
    try:
        try:
            app(prog_name="chronique")
        finally:
            sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
