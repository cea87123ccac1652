"""Which files an input stands for, and of which format each is."""

from __future__ import annotations

import errno
import stat
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path, PurePath, PurePosixPath

from pipeline.reading import remote
from pipeline.reading.remote import RemoteFile, is_remote
from pipeline.records import Reject
from pipeline.rejection import Reason, printable

STANDARD_INPUT = "-"
COMPRESSIONS = (".gz", ".bz2", ".xz", ".zst")


class Format(StrEnum):
    """What a file holds."""

    text = "text"
    jsonl = "jsonl"
    csv = "csv"
    tsv = "tsv"
    parquet = "parquet"


_SUFFIXES = {
    ".txt": Format.text,
    ".jsonl": Format.jsonl,
    ".ndjson": Format.jsonl,
    ".csv": Format.csv,
    ".tsv": Format.tsv,
    ".parquet": Format.parquet,
}


class InputError(ValueError):
    """An input that cannot be used at all; the message says which, why, and what to do."""


@dataclass(frozen=True, slots=True)
class Source:
    """One file to read: `name` is what messages call it, `id` the id of the article in a text file."""

    name: str
    path: Path | RemoteFile | None
    format: Format
    compression: str | None
    id: str


def check(
    inputs: Sequence[str],
    format: Format | None = None,  # noqa: A002 (the option's name)
    skip: Collection[Path] = (),
) -> None:
    """Raises InputError for the first of `inputs` that does not exist or whose format cannot be told."""
    if inputs.count(STANDARD_INPUT) > 1:
        msg = "standard input (-) is given twice: give it once"
        raise InputError(msg)
    for name in inputs:
        if name == STANDARD_INPUT:
            continue
        if printable(name) != name:
            msg = f"the name {printable(name)!r} is not UTF-8: rename the file"
            raise InputError(msg)
        path = Path(name)
        if is_remote(name):
            _check_remote(name, format)
            continue
        try:
            mode = path.stat().st_mode
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or str(error)
            msg = f"cannot read {name!r}: {reason}; give an existing file or folder"
            raise InputError(msg) from error
        _check_kind(name, format, skip, folder=stat.S_ISDIR(mode))


def _check_remote(name: str, format: Format | None) -> None:  # noqa: A002 (the option's name)
    try:
        folder = remote.files(name) is not None
    except OSError as error:
        msg = f"cannot read {name!r}: {error.strerror}"
        raise InputError(msg) from error
    _check_kind(name, format, (), folder=folder)


def _check_kind(name: str, format: Format | None, skip: Collection[Path], *, folder: bool) -> None:  # noqa: A002
    if folder:
        if next(sources([name], format, skip), None) is None:
            msg = f"folder {name!r} holds no article file; known are {_known()}"
            raise InputError(msg)
    elif format is None and _kind(PurePath(name))[0] is None:
        msg = f"cannot tell the format of {name!r}: name it with --format, or use one of {_known()}"
        raise InputError(msg)


def sources(
    inputs: Sequence[str],
    format: Format | None = None,  # noqa: A002 (the option's name)
    skip: Collection[Path] = (),
) -> Iterator[Source | Reject]:
    """The files of `inputs` in order, folders searched recursively by name; a Reject for what cannot be.

    In a folder, hidden files, those of `skip` and those of other kinds do not count; links are followed, loops
    rejected.
    """
    skipped = {path.resolve() for path in skip}
    for name in inputs:
        path = Path(name)
        if name == STANDARD_INPUT:
            yield Source("standard input", None, format or Format.jsonl, None, "stdin")
        elif is_remote(name):
            yield from _remote(name, format)
        elif path.is_dir():
            yield from _folder(path, path, format, (), skipped)
        else:
            kind, compression = _kind(path)
            chosen = format or kind
            if chosen is not None:
                yield Source(name, path, chosen, compression, path.name)


def _among(path: Path, paths: Collection[Path]) -> bool:
    """Whether `path` is one of the resolved `paths`; names are compared first, which asks no disk."""
    return any(path.name == other.name for other in paths) and path.resolve() in paths


def _remote(name: str, format: Format | None) -> Iterator[Source]:  # noqa: A002 (the option's name)
    found = remote.files(name)
    for url, identifier in [(name, PurePosixPath(name).name)] if found is None else found:
        kind, compression = _kind(PurePosixPath(url))
        chosen = format or kind
        if chosen is not None and (found is None or chosen is kind):
            yield Source(url, RemoteFile(url), chosen, compression, identifier)


def _folder(
    folder: Path,
    root: Path,
    format: Format | None,  # noqa: A002 (the option's name)
    above: tuple[tuple[int, int], ...],
    skip: Collection[Path],
) -> Iterator[Source | Reject]:
    name = printable(str(folder))
    try:
        status = folder.stat()
        entries = sorted(folder.iterdir())
    except OSError as error:
        yield Reject(source=name, reason=Reason.unreadable_file, detail=error.strerror or str(error))
        return
    here = (status.st_dev, status.st_ino)
    if here in above:
        yield Reject(
            source=name,
            reason=Reason.symlink_loop,
            detail="the link leads back to its own folder",
        )
        return
    for path in entries:
        if path.name.startswith(".") or _among(path, skip):
            continue
        if path.is_dir():
            yield from _folder(path, root, format, (*above, here), skip)
        else:
            yield from _file(path, root, format)


def _file(path: Path, root: Path, format: Format | None) -> Iterator[Source | Reject]:  # noqa: A002
    kind, compression = _kind(path)
    if kind is None or (format is not None and kind is not format):
        return
    problem = _problem(path)
    if problem is None:
        yield Source(str(path), path, kind, compression, path.relative_to(root).as_posix())
    else:
        yield Reject(source=printable(str(path)), reason=problem[0], detail=problem[1])


def _problem(path: Path) -> tuple[Reason, str] | None:
    """Why a file of a folder is not opened at all: opening a pipe or a device could hang."""
    try:
        mode = path.stat().st_mode
        str(path).encode()
        if not stat.S_ISREG(mode):
            return Reason.unreadable_file, "not a regular file"
    except UnicodeEncodeError:
        return Reason.bad_encoding, "the file's name is not UTF-8; rename it"
    except OSError as error:
        reason = Reason.symlink_loop if error.errno == errno.ELOOP else Reason.unreadable_file
        return reason, error.strerror or str(error)
    return None


def _kind(path: PurePath) -> tuple[Format | None, str | None]:
    suffixes = [suffix.lower() for suffix in path.suffixes[-2:]]
    compression = suffixes.pop() if suffixes and suffixes[-1] in COMPRESSIONS else None
    return (_SUFFIXES.get(suffixes[-1]) if suffixes else None), compression


def _known() -> str:
    return f"{', '.join(_SUFFIXES)} (each also {', '.join(COMPRESSIONS)})"
