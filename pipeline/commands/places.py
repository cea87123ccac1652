"""Where `extract` reads and writes: what would destroy something is refused before anything is opened."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.reading.files import STANDARD_INPUT
from pipeline.reading.remote import is_remote


class PlacesError(ValueError):
    """Places that cannot be; the message names them, and says what to do."""


@dataclass(frozen=True, slots=True)
class Places:
    """What a run reads, and where it writes; `out` is None for standard output."""

    inputs: Sequence[str]
    out: str | None = None
    rejects: str | None = None
    metrics: Path | None = None

    @property
    def streams(self) -> bool:
        """Whether records go where nothing can be resumed or renamed: standard output, a device, a named pipe."""
        return self.out is None or is_device(self.out)

    def written(self) -> Iterator[tuple[str, Path]]:
        """The local files written, each with the option that names it."""
        rejects = self.rejects
        if self.out is not None and not self.streams:
            rejects = rejects or f"{self.out}.rejects.jsonl"
            yield from _local("-o", self.out)
            yield from _local("-o", f"{self.out}.manifest.json")
        if rejects and not is_device(rejects):
            yield from _local("--rejects", rejects)
        if self.metrics and not is_device(str(self.metrics)):
            yield "--metrics", self.metrics

    def check(self) -> None:
        """Raises PlacesError for a name that is empty or a folder's, and for a file that is named twice."""
        named = {"INPUT": self.inputs, "-o": [self.out], "--rejects": [self.rejects]}
        for option, names in named.items():
            if "" in names:
                msg = f"the name given as {option} is empty: name a file"
                raise PlacesError(msg)
        taken = {Path(name).resolve(): "INPUT" for name in self.inputs if _is_file(name)}
        for option, path in self.written():
            if path.is_dir():
                msg = f"{str(path)!r}, given as {option}, is a folder: name a file in it"
                raise PlacesError(msg)
            other = taken.setdefault(path.resolve(), option)
            if other != option:
                msg = f"{str(path)!r} is {other} and {option} in one: name another file"
                raise PlacesError(msg)


def _local(option: str, name: str) -> Iterator[tuple[str, Path]]:
    if not is_remote(name):
        yield option, Path(name)


def _is_file(name: str) -> bool:
    return name != STANDARD_INPUT and not is_remote(name) and Path(name).is_file()


def is_device(name: str) -> bool:
    """Whether `name` is there but no file and no folder, such as /dev/null or a named pipe."""
    path = Path(name)
    return not is_remote(name) and path.exists() and not path.is_file() and not path.is_dir()
