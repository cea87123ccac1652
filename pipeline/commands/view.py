"""`chronique view`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipeline.commands.messages import Messages


def view(
    records: Annotated[
        list[Path],
        typer.Argument(metavar="RECORDS", help="Event or document records; - for standard input."),
    ],
    *,
    output: Annotated[Path, typer.Option("-o", "--output", metavar="FILE.html", help="The page to write.")],
    title: Annotated[str, typer.Option(help="Heading of the page; default: the first file's name.")] = "",
    force: Annotated[bool, typer.Option("--force", help="Overwrite FILE.html.")] = False,
) -> None:
    """Write one self-contained HTML page to read the records by: list, timeline, charts, articles.

    Document records (`extract --emit documents`) bring the articles along; event records show without them.

    Exit codes: 0 done, 2 files or options that do not fit.
    """
    from pipeline.formats.errors import FormatError
    from pipeline.formats.records_in import read
    from pipeline.view import render

    messages = Messages()
    if output.exists() and not force:
        messages.fail(f"{output} exists: give another name, or --force to overwrite it")
    try:
        page = render(read(records), title=title or records[0].name.partition(".")[0] or "chronique")
        # A file name may hold bytes that are no text; everything else is.
        output.write_text(page, encoding="utf-8", errors="replace", newline="\n")
    except (FormatError, OSError) as error:
        messages.fail(str(error))
