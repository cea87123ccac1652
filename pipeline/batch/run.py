"""A run from items to output: skips what an earlier run has done, stops on a signal, accounts for all."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from hashlib import blake2b
from types import FrameType
from typing import Protocol, Self

from pipeline.batch.manifest import Counts, Manifest, OutputError
from pipeline.batch.outcome import Outcome
from pipeline.batch.output import Output
from pipeline.batch.supervisor import EngineError
from pipeline.records import Article, Reject


class Engine(Protocol):
    """What makes outcomes of items: `Supervisor` on this machine, or `RayEngine` on many."""

    def __enter__(self) -> Self:
        """Starts workers."""

    def __exit__(self, *_: object) -> None:
        """Ends workers."""

    def stop(self) -> None:
        """Takes no further item; those in work are finished."""

    def pids(self) -> list[int]:
        """The process ids of workers on this machine."""

    def outcomes(self, items: Iterable[Article | Reject]) -> Iterator[Outcome]:
        """One outcome an item, in order, each with the digest of its item; raises EngineError."""


class _InterruptedReadError(Exception):
    """A signal came while the input was being read."""


class Stop:
    """Reads items until a signal asks to stop; a second signal stops at once."""

    def __init__(self, source: Iterable[Article | Reject], engine: Engine) -> None:
        self.asked = False
        self.read = 0
        self.seconds = 0.0
        self._source = iter(source)
        self._engine = engine
        self._reading = False

    def __call__(self, number: int, frame: FrameType | None) -> None:  # noqa: ARG002 (a signal handler's signature)
        """Handles a signal."""
        if self.asked:
            raise KeyboardInterrupt
        self.asked = True
        self._engine.stop()
        if self._reading:
            raise _InterruptedReadError

    def items(self) -> Iterator[Article | Reject]:
        """The items until a signal comes, even while the next one is being waited for."""
        while not self.asked and (item := self._next()) is not None:
            self.read += 1
            yield item

    def _next(self) -> Article | Reject | None:
        began = time.perf_counter()
        self._reading = True
        try:
            return next(self._source, None)
        except _InterruptedReadError:
            return None
        finally:
            self._reading = False
            self.seconds += time.perf_counter() - began


def run(
    items: Iterable[Article | Reject],
    engine: Engine,
    output: Output,
    watch: Callable[[Counts], None] = lambda _: None,
) -> bool:
    """Processes `items` into `output`; True if all were, False if a signal stopped it early.

    What `output` holds from an earlier run is not done again. `watch` sees the counts after each article.
    Raises OutputError, EngineError, and OSError where the output fails.
    """
    stop = Stop(items, engine)
    try:
        with _signals(stop):
            rest = _after(output.manifest, stop)
            if output.manifest.finished:
                _require_end(rest)
            else:
                _process(rest, engine, output, watch, stop)
    except BaseException:
        output.abandon()
        raise
    return not stop.asked


def _process(
    items: Iterator[Article | Reject],
    engine: Engine,
    output: Output,
    watch: Callable[[Counts], None],
    stop: Stop,
) -> None:
    counts = output.manifest.counts
    if not stop.asked:
        with engine:
            for outcome in engine.outcomes(items):
                began = time.perf_counter()
                output.write(outcome)
                counts.seconds["write"] += time.perf_counter() - began
                watch(counts)
    counts.seconds["read"] += stop.seconds
    if not stop.asked and counts.articles != stop.read:
        msg = f"{stop.read} articles read, {counts.articles} accounted for: report this error"
        raise EngineError(msg)
    output.close(finished=not stop.asked)


def _after(manifest: Manifest, stop: Stop) -> Iterator[Article | Reject]:
    """The items that `manifest` has not done; raises OutputError if those it has are not the same."""
    items = stop.items()
    done = Manifest(version="", rules="", settings={})
    for _ in range(manifest.counts.articles):
        item = next(items, None)
        if item is not None:
            done.chain(blake2b(item.model_dump_json().encode(), digest_size=16).digest())
    if done.digest != manifest.digest and not stop.asked:
        msg = (
            "cannot resume: the input is not the one that the run began with; give it, or start with --force"
        )
        raise OutputError(msg)
    return items


def _require_end(rest: Iterator[Article | Reject]) -> None:
    if next(rest, None) is not None:
        msg = "the run is finished, but the input has more articles now: start again with --force"
        raise OutputError(msg)


@contextmanager
def _signals(stop: Stop) -> Iterator[None]:
    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
