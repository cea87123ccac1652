"""`chronique check`."""

from __future__ import annotations

import sys

import typer


def check() -> None:
    """Validate the rule data under models/: tables, topics, dates, cues, events, and their examples.

    Says where each problem is, what is wrong and what to do, a line each, on standard error.

    Exit codes: 0 nothing is wrong, 2 something is.
    """
    from pipeline.checking import problems

    found = 0
    for problem in problems():
        sys.stderr.write(f"{problem}\n")
        found += 1
    if found:
        sys.stderr.write(f"chronique check: {found} problem{'s' * (found > 1)}\n")
        raise typer.Exit(2)
    sys.stderr.write("chronique check: nothing is wrong\n")
