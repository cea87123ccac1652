"""Files, folders and standard input → articles, streaming; what cannot be read becomes a reject."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from pathlib import Path

from pipeline.reading import formats
from pipeline.reading.articles import Fields
from pipeline.reading.files import Format, InputError, Source, check, sources
from pipeline.reading.unique import first_of_each_id
from pipeline.records import Article, Reject
from pipeline.rejection import RejectedError

__all__ = ["Fields", "Format", "InputError", "check", "read"]


def read(
    inputs: Sequence[str],
    fields: Fields | None = None,
    *,
    format: Format | None = None,  # noqa: A002 (the option's name)
    say: Callable[[str], None] = lambda _: None,
    skip: Collection[Path] = (),
) -> Iterator[Article | Reject]:
    """The articles of `inputs` (paths, or `-`) in order, and a Reject for each that cannot be read.

    `say` gets each remark worth a reader's attention, once. Files of `skip` do not count as a folder's: outputs may
    lie beside inputs. Raises InputError, before anything is read, for
    an input that does not exist or is of an unknown format.
    """
    check(inputs, format, skip)
    said: set[str] = set()

    def say_once(kind: str, sentence: str) -> None:
        if kind not in said:
            said.add(kind)
            say(sentence)

    found = sources(inputs, format, skip)
    return first_of_each_id(_read_all(found, fields or Fields(), say_once))


def _read_all(
    found: Iterable[Source | Reject], fields: Fields, say: Callable[[str, str], None]
) -> Iterator[Article | Reject]:
    for source in found:
        if isinstance(source, Reject):
            yield source
            continue
        line = None
        try:
            for item in formats.READERS[source.format](source, fields, say):
                line = item.line
                yield item
        except RejectedError as error:
            known = source.id if source.format is Format.text else None
            yield Reject(id=known, source=source.name, line=line, reason=error.reason, detail=error.detail)
