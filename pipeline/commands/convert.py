"""`chronique convert`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

_NAMES = "chronique, brat, conll, bilou, docbin, labelstudio, doccano, prodigy, timeml"


def convert(  # noqa: PLR0913 (the options of a command)
    source: Annotated[
        Path, typer.Argument(metavar="IN", help="A file, or a folder of brat or TimeML files.")
    ],
    target: Annotated[Path, typer.Argument(metavar="OUT", help="A file; a folder for brat and TimeML.")],
    *,
    source_format: Annotated[str, typer.Option("--from", help=f"Format of IN: {_NAMES}.")] = "",
    target_format: Annotated[
        str, typer.Option("--to", help="Format of OUT, if its suffix does not tell.")
    ] = "",
    predictions: Annotated[
        bool, typer.Option("--predictions", help="Label Studio: write pre-annotations to correct.")
    ] = False,
    force: Annotated[bool, typer.Option("--force", help="Write over OUT if it exists.")] = False,
) -> None:
    """Convert between annotation formats; what OUT cannot hold is said in one line."""
    from pipeline.formats import registry
    from pipeline.formats.errors import FormatError, Losses, explain

    unread, unwritten = Losses(), Losses()
    try:
        reader = registry.named(source_format) if source_format else registry.of_input(source)
        writer = registry.named(target_format) if target_format else registry.of_output(target)
        _free(target, force=force)
        options = {"predictions": True} if predictions and writer.name == "labelstudio" else {}
        writer.save(reader.read(source, unread), target, unwritten, **options)
    except (FormatError, OSError) as error:
        sys.stderr.write(f"chronique convert: {explain(error)}\n")
        raise typer.Exit(2) from None
    for line in (unread.sentence("our records"), unwritten.sentence(writer.title)):
        if line:
            sys.stderr.write(f"chronique convert: {line}\n")


def _free(target: Path, *, force: bool) -> None:
    """Raises FormatError where something would be written over that nobody said may go."""
    from pipeline.formats.errors import FormatError

    empty = target.is_dir() and not any(target.iterdir())
    if target.exists() and not force and not empty:
        msg = f"{target} exists: give another path, or --force to write over it"
        raise FormatError(msg)
