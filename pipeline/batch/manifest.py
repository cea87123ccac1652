"""The manifest beside an output: what made it, how far it is, and whether a run may go on with it."""

from __future__ import annotations

import hashlib
import os
from collections import Counter
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from pipeline import resources


class OutputError(ValueError):
    """An output that cannot be written or continued; the message says which, why, and what to do."""


STAGES = ("read", "extract", "write")


class Counts(BaseModel):
    """What a run has done so far."""

    processed: int = 0
    rejected: int = 0
    records: int = 0
    events: Counter[str] = Field(default_factory=Counter)
    rejects: Counter[str] = Field(default_factory=Counter)
    tokens: int = 0
    seconds: dict[str, float] = Field(default_factory=lambda: dict.fromkeys(STAGES, 0.0))

    @property
    def articles(self) -> int:
        """Articles read: each is processed or rejected."""
        return self.processed + self.rejected


class Manifest(BaseModel):
    """Settings that decide the bytes of the output, and a point up to which it is safely on disk.

    `digest` chains those of all items read up to there, so that another input is noticed.
    """

    model_config = ConfigDict(extra="forbid")

    schema_: Literal["chronique/run@1"] = Field(default="chronique/run@1", alias="schema")
    version: str
    rules: str
    settings: dict[str, Any]
    digest: str = ""
    record_bytes: int = 0
    reject_bytes: int = 0
    finished: bool = False
    counts: Counts = Field(default_factory=Counts)

    def chain(self, digest: bytes) -> None:
        """Takes in the digest of the next item."""
        self.digest = hashlib.blake2b(bytes.fromhex(self.digest) + digest, digest_size=16).hexdigest()

    def require_same(self, other: Manifest) -> None:
        """Raises OutputError unless a run with `other`'s version, rules and settings gives the same bytes."""
        for name in ("version", "rules"):
            if getattr(self, name) != getattr(other, name):
                was, now = getattr(self, name), getattr(other, name)
                msg = f"cannot resume: {name} was {was!r} and is now {now!r}; start again with --force"
                raise OutputError(msg)
        for name, value in self.settings.items():
            if other.settings.get(name) != value:
                msg = (
                    f"cannot resume: {name} was {value!r} and is now {other.settings.get(name)!r}; "
                    "give the same, or start again with --force"
                )
                raise OutputError(msg)


def read(path: Path) -> Manifest | None:
    """The manifest at `path`, None if there is none; raises OutputError for one that cannot be read."""
    try:
        return Manifest.model_validate_json(path.read_bytes())
    except FileNotFoundError:
        return None
    except (OSError, ValidationError) as error:
        msg = f"cannot read the manifest {str(path)!r} ({type(error).__name__}): start again with --force"
        raise OutputError(msg) from error


def write(path: Path, manifest: Manifest) -> None:
    """Replaces the manifest at `path` in one step, which survives a power cut."""
    temporary = path.with_name(path.name + ".tmp")
    with temporary.open("wb") as file:
        file.write(manifest.model_dump_json(by_alias=True, indent=2).encode())
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Makes renames within `folder` survive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def rules_digest() -> str:
    """A digest of the rule data, which decides the records as much as the version does."""
    digest = hashlib.blake2b(digest_size=16)
    root = resources.models()
    for path in sorted(path for path in root.rglob("*") if path.is_file()):
        digest.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()
