"""`chronique explain`."""

from __future__ import annotations

import sys
from typing import Annotated

import typer


def explain(
    text: Annotated[str, typer.Argument(help="The text to explain; - reads it from standard input.")],
    published: Annotated[
        str | None, typer.Option(metavar="DATE", help="Day of publication, as 2019-05-30.")
    ] = None,
) -> None:
    """Show which rule produced which span and which role."""
    from pipeline import explanation, extraction

    content = sys.stdin.read() if text == "-" else text
    for line in explanation.explain(extraction.load(), content, published):
        sys.stdout.write(line + "\n")
