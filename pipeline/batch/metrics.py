"""Counts of a run in the Prometheus text format (exposition format 0.0.4)."""

from __future__ import annotations

import os
import resource
import time
from collections.abc import Iterable, Mapping
from pathlib import Path

from pipeline.batch.manifest import Counts

_EVERY_SECONDS = 10.0


class Metrics:
    """Writes counts to a file at once, and then now and then; each time the whole file, in one step.

    Raises OSError where it cannot be written.
    """

    def __init__(self, path: Path, counts: Counts) -> None:
        self._path = path
        self._began = time.monotonic()
        self.write(counts, ())

    def watch(self, counts: Counts, workers: Iterable[int]) -> None:
        """Writes if the last time was some seconds ago; `workers` are process ids."""
        if time.monotonic() - self._written > _EVERY_SECONDS:
            self.write(counts, workers)

    def write(self, counts: Counts, workers: Iterable[int]) -> None:
        """Writes; raises OSError."""
        self._written = time.monotonic()
        memory = {"supervisor": resident(os.getpid()), "workers": sum(map(resident, workers))}
        if self._path.exists() and not self._path.is_file():  # a device or a pipe
            self._path.write_text(render(counts, self._written - self._began, memory), encoding="utf-8")
            return
        temporary = self._path.with_name(self._path.name + ".tmp")
        temporary.write_text(render(counts, self._written - self._began, memory), encoding="utf-8")
        temporary.replace(self._path)


def render(counts: Counts, elapsed: float, memory: Mapping[str, int]) -> str:
    """The metrics as text; `elapsed` is in seconds, `memory` in bytes by kind of process."""
    lines: list[str] = []

    def metric(name: str, kind: str, text: str, label: str, values: Mapping[str, float]) -> None:
        lines.extend((f"# HELP chronique_{name} {text}", f"# TYPE chronique_{name} {kind}"))
        for key, value in values.items():
            shown = f'{{{label}="{_escaped(key)}"}}' if label else ""
            lines.append(
                f"chronique_{name}{shown} {value:g}" if value % 1 else f"chronique_{name}{shown} {int(value)}"
            )

    status = {"processed": counts.processed, "rejected": counts.rejected}
    metric("articles_total", "counter", "Articles read, by what became of them.", "status", status)
    metric("rejects_total", "counter", "Rejected articles, by reason.", "reason", counts.rejects)
    metric("events_total", "counter", "Events extracted, by type.", "type", counts.events)
    metric("tokens_total", "counter", "Tokens read by the pipeline.", "", {"": counts.tokens})
    metric(
        "seconds_total", "counter", "Seconds of work, by stage, over all processes.", "stage", counts.seconds
    )
    busy = counts.seconds["extract"]
    speed = counts.tokens / busy if busy else 0.0
    metric("tokens_per_second", "gauge", "Tokens per second of extraction in one worker.", "", {"": speed})
    metric("elapsed_seconds", "gauge", "Seconds since this process started its run.", "", {"": elapsed})
    metric("resident_bytes", "gauge", "Resident memory, by kind of process.", "process", memory)
    return "\n".join(lines) + "\n"


def resident(pid: int) -> int:
    """Resident memory of a process in bytes, 0 where the system does not tell."""
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1])
    except (OSError, IndexError):
        return 0
    return pages * resource.getpagesize()


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
