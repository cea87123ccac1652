"""`chronique extract`."""

from __future__ import annotations

import datetime as dt
import os
import sys
import time
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from enum import StrEnum
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.commands.messages import Messages

if TYPE_CHECKING:
    from pipeline.batch.manifest import Counts, Manifest
    from pipeline.batch.output import Output
    from pipeline.batch.run import Engine
    from pipeline.batch.worker import Settings
    from pipeline.commands.places import Places
    from pipeline.reading import Fields
    from pipeline.records import Article, Reject


class Emit(StrEnum):
    """What a line of output is."""

    events = "events"
    documents = "documents"


class Engines(StrEnum):
    """Where workers run."""

    local = "local"
    ray = "ray"


class InputFormat(StrEnum):
    """What the input is, where its name does not tell."""

    text = "text"
    jsonl = "jsonl"
    csv = "csv"
    tsv = "tsv"
    parquet = "parquet"


@dataclass(frozen=True, slots=True)
class _Target:
    """Where the output goes, and how."""

    places: Places
    force: bool
    resume: bool
    link: bool

    @property
    def file(self) -> str | None:
        """The output, if it is a file that can be resumed."""
        return None if self.places.streams else self.places.out


def _iso_date(value: str) -> dt.date:
    try:
        return dt.date.fromisoformat(value)
    except ValueError as error:
        msg = f"{value!r} is not an ISO date such as 2019-05-30"
        raise typer.BadParameter(msg) from error


def extract(  # noqa: PLR0913 (each argument is an option of the command)
    inputs: Annotated[
        list[str],
        typer.Argument(
            metavar="INPUT",
            help="Files (.txt .jsonl .ndjson .csv .tsv .parquet, each also .gz .bz2 .xz .zst), folders, or - "
            "for standard input; addresses such as s3://… with chronique[remote].",
        ),
    ],
    *,
    out: Annotated[
        str | None, typer.Option("-o", "--out", help="Output file or address; default: standard output.")
    ] = None,
    emit: Annotated[Emit, typer.Option(help="What a line of output is.")] = Emit.events,
    input_format: Annotated[
        InputFormat | None,
        typer.Option("--format", help="Format of the input, where its name does not tell."),
    ] = None,
    published: Annotated[
        dt.date | None,
        typer.Option(
            parser=_iso_date, metavar="DATE", help="Date of publication of articles that have none."
        ),
    ] = None,
    id_field: Annotated[str, typer.Option(help="Field that holds the id.")] = "id",
    text_field: Annotated[str, typer.Option(help="Field that holds the text.")] = "text",
    title_field: Annotated[str, typer.Option(help="Field that holds the title.")] = "title",
    published_field: Annotated[
        str, typer.Option(help="Field that holds the ISO date of publication.")
    ] = "published",
    url_field: Annotated[str, typer.Option(help="Field that holds the address.")] = "url",
    keep_meta: Annotated[bool, typer.Option(help="Keep all other fields under document.meta.")] = False,
    jobs: Annotated[int, typer.Option(min=1, help="Worker processes, or actors of the cluster.")] = 1,
    engine: Annotated[
        Engines, typer.Option(help="Where workers run: on this machine, or on a Ray cluster (RAY_ADDRESS).")
    ] = Engines.local,
    timeout: Annotated[
        float, typer.Option(min=0.01, max=86_400, help="Seconds for an article, or a passage of it.")
    ] = 30.0,
    max_chars: Annotated[
        int, typer.Option(min=100, help="Longest passage; longer articles are processed in several.")
    ] = 100_000,
    link: Annotated[bool, typer.Option(help="Join reports of one event across articles: same_as.")] = False,
    taxonomy: Annotated[
        Path | None, typer.Option(help="CSV of concepts to link topics to: uri,label,alternative labels.")
    ] = None,
    rejects: Annotated[str | None, typer.Option(help="File for rejects; default: OUT.rejects.jsonl.")] = None,
    resume: Annotated[bool, typer.Option(help="Go on where an interrupted run stopped.")] = False,
    force: Annotated[bool, typer.Option(help="Replace the output if it exists.")] = False,
    metrics: Annotated[
        Path | None, typer.Option(help="File for metrics in the Prometheus text format.")
    ] = None,
    log_json: Annotated[bool, typer.Option(help="Messages as JSON lines.")] = False,
    quiet: Annotated[bool, typer.Option(help="No messages but errors.")] = False,
) -> None:
    """Extract event records from news, one JSON line each.

    Exit codes: 0 all articles processed, 1 some were rejected, 2 wrong usage or unreadable input,
    130 interrupted.
    """
    from pipeline.batch.ray_engine import RayEngine
    from pipeline.batch.supervisor import Supervisor
    from pipeline.batch.worker import Settings
    from pipeline.commands.places import Places, PlacesError
    from pipeline.reading import Fields, Format, InputError, read
    from pipeline.taxonomy import TaxonomyError

    messages = Messages(quiet=quiet, as_json=log_json)
    places = Places(inputs, out if out != "-" else None, rejects, metrics)
    if resume and (force or places.streams):
        messages.fail("--resume goes on with a file: give it with -o, and without --force")
    fields = Fields(id_field, text_field, title_field, published_field, url_field, keep_meta, published)
    try:
        places.check()
        known = Format(input_format) if input_format else None
        written = [path for _, path in places.written()]
        found = _some_article(read(inputs, fields, format=known, say=messages.say, skip=written))
    except (InputError, PlacesError) as error:
        messages.fail(str(error))
    except KeyboardInterrupt:
        messages.fail("interrupted while waiting for the first article", code=130)
    settings = Settings(
        emit=emit.value, max_chars=max_chars, timeout=timeout, taxonomy=str(taxonomy) if taxonomy else None
    )
    target = _Target(places, force, resume, link)
    workers = RayEngine(settings, jobs) if engine is Engines.ray else Supervisor(settings, jobs)
    try:
        manifest = _manifest(fields, settings, link=link)
    except TaxonomyError as error:
        messages.fail(str(error))
    raise typer.Exit(_run(found, manifest, workers, target, messages))


def _some_article(items: Iterator[Article | Reject]) -> Iterable[Article | Reject]:
    """All `items`; raises InputError if they are nothing but whole files that cannot be read."""
    from pipeline.reading import InputError
    from pipeline.records import Reject
    from pipeline.rejection import WHOLE_FILE

    first = []
    for item in items:
        first.append(item)
        if not (isinstance(item, Reject) and item.line is None and item.reason in WHOLE_FILE):
            return chain(first, items)
    if first and isinstance(first[0], Reject):
        more = f" (and {len(first) - 1} more)" if len(first) > 1 else ""
        msg = f"cannot read {first[0].source!r}: {first[0].reason}, {first[0].detail}{more}"
        raise InputError(msg)
    return first


def _run(
    items: Iterable[Article | Reject],
    manifest: Manifest,
    engine: Engine,
    target: _Target,
    messages: Messages,
) -> int:
    from pipeline.batch.manifest import OutputError
    from pipeline.batch.metrics import Metrics
    from pipeline.batch.run import run
    from pipeline.batch.supervisor import EngineError

    try:
        output = _output(manifest, target)
        metrics = Metrics(target.places.metrics, output.manifest.counts) if target.places.metrics else None
        before, began = output.manifest.counts.articles, time.monotonic()
        if before:
            messages.say(f"resuming after {before} articles", articles=before)
        with messages.progress() as progress:

            def watch(counts: Counts) -> None:
                progress(counts.articles, counts.rejected)
                if metrics:
                    metrics.watch(counts, engine.pids())

            finished = run(items, engine, output, watch)
        if metrics:
            metrics.write(output.manifest.counts, engine.pids())
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 2
    except (OutputError, EngineError) as error:
        messages.fail(str(error))
    except OSError as error:
        resume = "; once that is mended, --resume goes on from here" if target.file else ""
        name = error.filename or target.places.out or "standard output"
        messages.fail(f"cannot write {str(name)!r}: {error.strerror or error}{resume}")
    except KeyboardInterrupt:
        return _interrupted(messages, target)
    out = target.places.out if finished else None
    _summarise(output.manifest.counts, before, time.monotonic() - began, out, messages)
    if not finished:
        return _interrupted(messages, target)
    return 1 if output.manifest.counts.rejected else 0


def _manifest(fields: Fields, settings: Settings, *, link: bool) -> Manifest:
    """What decides the bytes of the output; raises TaxonomyError for a thesaurus that cannot be read."""
    from pipeline import __version__
    from pipeline.batch.manifest import Manifest, rules_digest
    from pipeline.taxonomy import digest

    decisive = {**asdict(fields), **asdict(settings), "link": link}
    decisive["taxonomy"] = digest(Path(settings.taxonomy)) if settings.taxonomy else None
    decisive["reference"] = str(fields.reference) if fields.reference else None
    return Manifest(version=__version__, rules=rules_digest(), settings=decisive)


def _output(manifest: Manifest, target: _Target) -> Output:
    from pipeline.batch.linked import LinkedOutput

    output = _file(manifest, target, target.file) if target.file else _stream(manifest, target)
    return LinkedOutput(output, manifest.settings["emit"]) if target.link else output


def _stream(manifest: Manifest, target: _Target) -> Output:
    from pipeline.batch.manifest import OutputError
    from pipeline.batch.output import StreamOutput

    rejects = Path(target.places.rejects) if target.places.rejects else None
    if rejects and rejects.is_file() and not target.force:
        msg = f"{str(rejects)!r} exists: --force replaces it, or give another name to --rejects"
        raise OutputError(msg)
    device = target.places.out
    return StreamOutput(manifest, Path(device).open("wb") if device else sys.stdout.buffer, rejects)


def _file(manifest: Manifest, target: _Target, out: str) -> Output:
    from pipeline.batch.output import FileOutput, RemoteOutput
    from pipeline.reading.remote import is_remote

    if not is_remote(out):
        Path(out).parent.mkdir(parents=True, exist_ok=True)
    rejects = target.places.rejects
    if is_remote(out) or is_remote(rejects or ""):
        output: FileOutput = RemoteOutput(manifest, out, rejects)
    else:
        output = FileOutput(manifest, Path(out), Path(rejects) if rejects else None)
    output.open(force=target.force, resume=target.resume)
    return output


def _interrupted(messages: Messages, target: _Target) -> int:
    how = ": the same command with --resume goes on from here" if target.file else ""
    messages.say(f"interrupted{how}", level="warning")
    return 130


def _summarise(counts: Counts, before: int, seconds: float, out: str | None, messages: Messages) -> None:
    speed = (counts.articles - before) / seconds if seconds else 0.0
    events = sum(counts.events.values())
    parts = [
        f"{counts.articles} articles",
        f"{events} events",
        f"{counts.rejected} rejects" + (f" ({_listed(counts)})" if counts.rejected else ""),
        f"{speed:.1f} articles/s",
    ]
    if out:
        parts.append(f"written to {out}")
    messages.say(
        ", ".join(parts),
        articles=counts.articles,
        processed=counts.processed,
        rejected=counts.rejected,
        events=events,
        rejects=dict(counts.rejects),
        articles_per_second=round(speed, 2),
    )


def _listed(counts: Counts) -> str:
    return ", ".join(f"{reason} {number}" for reason, number in sorted(counts.rejects.items()))
