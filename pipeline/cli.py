"""The command line: every command of `pipeline.commands`, under one name."""

from __future__ import annotations

import typer

from pipeline.commands.convert import convert
from pipeline.commands.evaluate import evaluate
from pipeline.commands.export import export
from pipeline.commands.extract import extract
from pipeline.commands.load import load
from pipeline.commands.schema import schema
from pipeline.commands.serve import serve
from pipeline.commands.view import view

app = typer.Typer(
    name="chronique",
    help="Event extraction for French news.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
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
):
    app.command()(command)
