"""`chronique extract`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer


def extract(inputs: Annotated[list[Path], typer.Argument(metavar="INPUT…")], emit: str = "events") -> None:
    """Extract event records from news, one JSON line each."""
    from pipeline.extraction import extract as run
    from pipeline.records import Article

    articles = (Article(id=path.name, text=path.read_text(encoding="utf-8")) for path in inputs)
    for record in run(articles, emit="documents" if emit == "documents" else "events"):
        sys.stdout.write(record.to_json() + "\n")
