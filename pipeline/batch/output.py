"""Where outcomes go: to a stream as they come, or to a file that survives being killed at any moment.

A file is written as OUT.partial and OUT.rejects.jsonl.partial. Every few seconds both are brought to disk,
and then the manifest, which says up to which byte they count. A run that resumes cuts off what lies beyond.
Outcomes come in input order, so the bytes are the same however often a run was killed. At the end, the files
take their names.
"""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path, PurePosixPath
from typing import BinaryIO, Protocol

from pipeline.batch import manifest as manifests
from pipeline.batch.manifest import Counts, Manifest, OutputError
from pipeline.batch.outcome import Outcome
from pipeline.reading.remote import RemoteFile, is_remote

_CHECKPOINT_SECONDS = 2.0
_CHECKPOINT_ARTICLES = 256


class Output(Protocol):
    """What a run writes to."""

    @property
    def manifest(self) -> Manifest:
        """What made the output, and how far it is."""

    def write(self, outcome: Outcome) -> None:
        """Takes the next outcome, in input order."""

    def close(self, *, finished: bool) -> None:
        """Brings everything to disk; `finished` if no outcome is missing."""

    def abandon(self) -> None:
        """Closes files that can no longer be written; raises nothing."""


def count(counts: Counts, outcome: Outcome) -> None:
    """Adds `outcome` to `counts`."""
    if outcome.reject:
        counts.rejected += 1
        counts.rejects[outcome.reject.reason] += 1
    else:
        counts.processed += 1
    counts.records += len(outcome.records)
    counts.events.update(outcome.events)
    counts.tokens += outcome.tokens
    counts.seconds["extract"] += outcome.seconds


class StreamOutput:
    """Records to a binary stream, each article's at once; rejects to another one, if given."""

    def __init__(self, manifest: Manifest, records: BinaryIO, rejects: Path | None = None) -> None:
        self.manifest = manifest
        self._records = records
        self._rejects = rejects.open("wb") if rejects else None

    def write(self, outcome: Outcome) -> None:
        """Writes and flushes."""
        count(self.manifest.counts, outcome)
        if outcome.records:
            self._records.write(_lines(outcome))
            self._records.flush()
        if outcome.reject and self._rejects:
            self._rejects.write(_reject_line(outcome))

    def close(self, *, finished: bool) -> None:  # noqa: ARG002 (a stream knows no difference)
        """Closes the rejects; the stream of records is not ours."""
        if self._rejects:
            self._rejects.close()

    def abandon(self) -> None:
        """Closes the rejects."""
        if self._rejects:
            _close(self._rejects)


class FileOutput:
    """Records and rejects to files, which can be resumed."""

    def __init__(self, manifest: Manifest, out: Path, rejects: Path | None = None) -> None:
        self.manifest = manifest
        self._out = out
        self._rejects = rejects or out.with_name(out.name + ".rejects.jsonl")
        self._partial, self._rejects_partial = _partial(self._out), _partial(self._rejects)
        self._manifest_path = out.with_name(out.name + ".manifest.json")
        self._files: list[BinaryIO] = []
        self._saved = time.monotonic()
        self._unsaved = 0

    def open(self, *, force: bool, resume: bool) -> None:
        """Starts or continues the files; a run that is finished already only gets its files' names.

        Raises OutputError if they exist without `force` or `resume`, or cannot be continued.
        """
        earlier = manifests.read(self._manifest_path) if resume else None
        if resume and earlier is None and self._exists(self._out):
            msg = f"cannot resume {self._shown(self._out)!r}: its manifest is missing; --force replaces it"
            raise OutputError(msg)
        if not (force or resume):
            self._refuse_to_overwrite()
        if earlier:
            earlier.require_same(self.manifest)
            self.manifest = earlier
            if earlier.finished:
                self._publish()
                return
        self._open_partials(self.manifest.record_bytes, self.manifest.reject_bytes)
        self._save()

    def write(self, outcome: Outcome) -> None:
        """Appends; now and then saves."""
        self.manifest.chain(outcome.digest)
        count(self.manifest.counts, outcome)
        if outcome.records:
            self.manifest.record_bytes += self._records_file.write(_lines(outcome))
        if outcome.reject:
            self.manifest.reject_bytes += self._rejects_file.write(_reject_line(outcome))
        self._unsaved += 1
        if self._unsaved >= _CHECKPOINT_ARTICLES or time.monotonic() - self._saved > _CHECKPOINT_SECONDS:
            self._save()

    def close(self, *, finished: bool) -> None:
        """Saves, and gives the files their names if `finished`."""
        self.manifest.finished = finished
        self._save()
        self._records_file.close()
        self._rejects_file.close()
        if finished:
            self._publish()

    def abandon(self) -> None:
        """Leaves the files as they are; what was saved last can be resumed."""
        for file in self._files:
            _close(file)

    def written(self) -> Iterator[str]:
        """The records that are safely on disk, a line each; none once the run is finished."""
        if not self.manifest.finished:
            with self._partial.open("rb") as records:
                while records.tell() < self.manifest.record_bytes:
                    yield records.readline().decode()

    def _refuse_to_overwrite(self) -> None:
        if self._exists(self._out):
            msg = f"{self._shown(self._out)!r} exists: --force replaces it, or give another name to -o"
        elif self._manifest_path.exists():
            msg = (
                f"an interrupted run lies at {str(self._partial)!r}: continue it with --resume, "
                "or start again with --force"
            )
        elif self._exists(self._rejects):
            msg = f"{self._shown(self._rejects)!r} exists: --force replaces it, or give another name to --rejects"
        else:
            return
        raise OutputError(msg)

    def _open_partials(self, record_bytes: int, reject_bytes: int) -> None:
        self._records_file = self._owned(self._out, record_bytes)
        self._rejects_file = self._owned(self._rejects, reject_bytes)
        _cut(self._records_file, record_bytes)
        _cut(self._rejects_file, reject_bytes)

    def _owned(self, final: Path, size: int) -> BinaryIO:
        """The partial file of `final`, which no other run has; raises OutputError."""
        file = _continued(_partial(final), size)
        self._files.append(file)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            self.abandon()
            msg = f"another run is writing {str(final)!r}: wait for it, or give another name"
            raise OutputError(msg) from error
        return file

    def _save(self) -> None:
        for file in (self._records_file, self._rejects_file):
            file.flush()
            os.fsync(file.fileno())
        manifests.write(self._manifest_path, self.manifest)
        self._saved, self._unsaved = time.monotonic(), 0

    def _publish(self) -> None:
        """Gives the files their names; the records last, so that where they are, all is."""
        for partial, final in ((self._rejects_partial, self._rejects), (self._partial, self._out)):
            if partial.exists():  # else done before the run was killed
                self._move(partial, final)
        manifests.sync_folder(self._out.parent)

    def _exists(self, final: Path) -> bool:
        return final.exists()

    def _shown(self, final: Path) -> str:
        return str(final)

    def _move(self, partial: Path, final: Path) -> None:
        partial.replace(final)


class RemoteOutput(FileOutput):
    """Records and rejects to a store that can neither append nor rename, such as S3.

    They are prepared in a local folder, with the manifest, and put into the store whole when the run is
    finished; if that fails, a run that resumes does it again.
    """

    def __init__(
        self, manifest: Manifest, out: str, rejects: str | None = None, folder: Path = Path()
    ) -> None:
        names = (out, rejects or f"{out}.rejects.jsonl")
        local = [folder / PurePosixPath(name).name if is_remote(name) else Path(name) for name in names]
        super().__init__(manifest, *local)
        self._places = {
            path: RemoteFile(name) for path, name in zip(local, names, strict=True) if is_remote(name)
        }

    def _exists(self, final: Path) -> bool:
        place = self._places.get(final)
        return place.exists() if place else super()._exists(final)

    def _shown(self, final: Path) -> str:
        place = self._places.get(final)
        return place.url if place else super()._shown(final)

    def _move(self, partial: Path, final: Path) -> None:
        place = self._places.get(final)
        if place is None:
            super()._move(partial, final)
            return
        place.put(partial)
        partial.unlink()


def _partial(path: Path) -> Path:
    return path.with_name(path.name + ".partial")


def _continued(path: Path, size: int) -> BinaryIO:
    if size and (not path.exists() or path.stat().st_size < size):
        msg = f"cannot resume: {str(path)!r} is missing or shorter than its manifest says; start with --force"
        raise OutputError(msg)
    return path.open("ab")


def _close(file: BinaryIO) -> None:
    with suppress(OSError):
        file.close()


def _cut(file: BinaryIO, size: int) -> None:
    file.truncate(size)
    file.seek(size)


def _lines(outcome: Outcome) -> bytes:
    return "".join(f"{record}\n" for record in outcome.records).encode()


def _reject_line(outcome: Outcome) -> bytes:
    return f"{outcome.reject.to_json()}\n".encode() if outcome.reject else b""
