"""`chronique load`."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from pipeline.commands.messages import Messages


def load(
    records: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="RECORDS", help="Files that `extract` wrote, also compressed; - for standard input."
        ),
    ] = None,
    *,
    to: Annotated[
        str, typer.Option(help="Database: sqlite:///FILE or postgresql://…")
    ] = "sqlite:///chronique.db",
    dry_run: Annotated[bool, typer.Option(help="Check the records, touch no database.")] = False,
    stats: Annotated[bool, typer.Option(help="Say what the database holds afterwards.")] = False,
    quiet: Annotated[bool, typer.Option(help="No messages but errors.")] = False,
) -> None:
    """Load records into SQLite or PostgreSQL; what the database held of the same articles is replaced.

    Exit codes: 0 all loaded, 1 some lines were no records, 2 wrong usage or no database.
    """
    from pipeline.store import database
    from pipeline.store.records import check, read_records
    from pipeline.store.rows import documents
    from pipeline.store.schema import StoreError

    messages = Messages(quiet=quiet)
    if not records and not stats:
        messages.fail("nothing to load: give files that `chronique extract` wrote, or --stats")
    bad = 0
    loaded = 0

    def refuse(name: str, line: int, reason: str) -> None:
        nonlocal bad
        bad += 1
        messages.say(f"{name}, line {line}, is no record: {reason}", level="warning")

    repeated: list[str] = []

    def note(identifier: str) -> None:
        if not repeated:
            repeated.append(identifier)
            messages.say(
                f"records of article {identifier!r} and perhaps others stand in several places: the last place "
                "counts; keep records of one article together",
                level="warning",
            )

    def watch(number: int) -> None:
        nonlocal loaded
        loaded = number

    found = documents(read_records(records or [], refuse), note)
    try:
        check(records or [])
        if dry_run:
            loaded = sum(1 for _ in found)
        else:
            engine = database.connect(to)
            database.load(engine, found, watch)
            if stats:
                for name, number in database.stats(engine).items():
                    sys.stdout.write(f"{name}\t{number}\n")
            engine.dispose()
    except (StoreError, FileNotFoundError) as error:
        messages.fail(str(error))
    verb = "would be loaded" if dry_run else "loaded"
    messages.say(f"{loaded} documents {verb}, {bad} lines refused")
    raise typer.Exit(1 if bad else 0)
