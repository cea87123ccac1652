"""`chronique export`."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.commands.messages import Messages

if TYPE_CHECKING:
    from pipeline.records import Document, Event

    Writer = Callable[[Iterable[Event | Document], Path], None]

_TABLES = (".csv", ".parquet")
_DATABASE = "sqlite:///chronique.db"


def export(
    records: Annotated[
        list[Path] | None,
        typer.Argument(metavar="RECORDS", help="Event or document records; - for standard input."),
    ] = None,
    *,
    output: Annotated[
        Path, typer.Option("-o", "--output", metavar="FILE", help="Its suffix says the format.")
    ],
    source: Annotated[
        str | None,
        typer.Option("--from", metavar="URL", help=f"Database instead of RECORDS; default: {_DATABASE}."),
    ] = None,
    table: Annotated[
        str, typer.Option(help="For .csv and .parquet: v_trainings, v_meetings, events, entities …")
    ] = "v_trainings",
    force: Annotated[bool, typer.Option("--force", help="Overwrite FILE.")] = False,
) -> None:
    """Write the events of RECORDS, or of a database, for other programs, in the format of FILE's suffix.

    .jsonld: JSON-LD with schema.org's EducationEvent and Event; .ics: iCalendar, dated events only;
    .csv and .parquet: a table or view of the database that `load` makes, one row an event.

    Exit codes: 0 done, 2 files or options that do not fit.
    """
    messages = Messages()
    writers = _writers()
    suffix = output.suffix.lower()
    if suffix not in writers and suffix not in _TABLES:
        known = ", ".join([*writers, *_TABLES])
        messages.fail(f"{output}: no format has the suffix {output.suffix!r}; choose one of {known}")
    if output.exists() and not force:
        messages.fail(f"{output} exists: give another name, or --force to overwrite it")
    if records and source:
        messages.fail("RECORDS and --from are given: give one of them")
    if suffix in _TABLES:
        _export_table([str(name) for name in records or []], source or _DATABASE, table, output, messages)
    elif not records:
        messages.fail(f"{suffix} is made of records: give files that `chronique extract` wrote")
    else:
        _export_events(records, writers[suffix], output, messages)


def _export_events(records: Sequence[Path], write: Writer, output: Path, messages: Messages) -> None:
    from pipeline.formats.errors import FormatError
    from pipeline.formats.records_in import read

    try:
        write(read(records), output)
    except (FormatError, OSError) as error:
        messages.fail(str(error))


def _export_table(records: list[str], source: str, table: str, output: Path, messages: Messages) -> None:
    from pipeline.store import database
    from pipeline.store.export import EXPORTS
    from pipeline.store.export import export as run
    from pipeline.store.records import check, read_records
    from pipeline.store.rows import documents
    from pipeline.store.schema import StoreError

    def refuse(name: str, line: int, reason: str) -> None:
        messages.say(f"{name}, line {line}, is no record: {reason}", level="warning")

    if table not in EXPORTS:
        messages.fail(f"there is no table {table!r}: use one of {', '.join(EXPORTS)}")
    try:
        check(records)
        with tempfile.TemporaryDirectory() as folder:
            engine = database.connect(f"sqlite:///{folder}/chronique.db" if records else source)
            database.load(engine, documents(read_records(records, refuse)))
            number = run(engine, table, output)
            engine.dispose()
    except (StoreError, FileNotFoundError) as error:
        messages.fail(str(error))
    except OSError as error:
        messages.fail(f"cannot write {str(output)!r}: {error.strerror or error}")
    messages.say(f"{number} rows of {table} written to {output}")


def _writers() -> dict[str, Writer]:
    from pipeline.interchange import to_ics, to_jsonld

    return {".jsonld": _lines(to_jsonld), ".ics": _lines(to_ics)}


def _lines(of: Callable[[Iterable[Event | Document]], Iterable[str]]) -> Writer:
    def write(records: Iterable[Event | Document], path: Path) -> None:
        unfinished = path.with_name(path.name + ".part")
        try:
            with unfinished.open("w", encoding="utf-8", newline="") as file:
                file.writelines(of(records))
            unfinished.replace(path)
        finally:
            unfinished.unlink(missing_ok=True)

    return write
