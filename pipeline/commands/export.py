"""`chronique export`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.commands.messages import Messages

if TYPE_CHECKING:
    from pipeline.records import Document, Event

    Writer = Callable[[Iterable[Event | Document], Path], None]


def export(
    records: Annotated[
        list[Path],
        typer.Argument(metavar="RECORDS…", help="Event or document records; - for standard input."),
    ],
    *,
    output: Annotated[
        Path, typer.Option("-o", "--output", metavar="FILE", help="Its suffix says the format.")
    ],
    force: Annotated[bool, typer.Option("--force", help="Overwrite FILE.")] = False,
) -> None:
    """Write the events of RECORDS for other programs, in the format of FILE's suffix.

    .jsonld: JSON-LD with schema.org's EducationEvent and Event; .ics: iCalendar, dated events only.

    Example: chronique export events.jsonl -o events.ics

    Exit codes: 0 done, 2 files or options that do not fit.
    """
    from pipeline.formats.errors import FormatError
    from pipeline.formats.records_in import read

    messages = Messages()
    writers = _writers()
    write = writers.get(output.suffix.lower())
    if write is None:
        messages.fail(
            f"{output}: no format has the suffix {output.suffix!r}; choose one of {', '.join(writers)}"
        )
    if output.exists() and not force:
        messages.fail(f"{output} exists: give another name, or --force to overwrite it")
    try:
        write(read(records), output)
    except (FormatError, OSError) as error:
        messages.fail(str(error))


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
