"""Engines lent to requests, one each; a request that is given up gives its engine back as well."""

from __future__ import annotations

import asyncio
import queue
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, suppress
from typing import Self

from pipeline.batch import worker
from pipeline.batch.outcome import Outcome, rejected
from pipeline.batch.supervisor import EngineError, Supervisor
from pipeline.batch.worker import Load, Settings
from pipeline.records import Article, Reject
from pipeline.rejection import Reason
from pipeline.serve.limits import Limits

Item = Article | Reject
_POLL = 0.02  # seconds between looks for a free engine; no lock, so that any event loop may ask


class BusyError(RuntimeError):
    """Every engine is at work and stayed so for as long as a request may wait."""


class Pool:
    """`size` engines, each with a worker process of its own; use it as a context manager.

    Entering waits until every worker has loaded its model; raises EngineError if one cannot.
    """

    def __init__(
        self,
        limits: Limits,
        size: int = 1,
        load: Load = worker.load_processor,
    ) -> None:
        self.size = size
        self._limits = limits
        self._load = load
        self._settings = Settings(emit="documents", max_chars=limits.chars, timeout=limits.timeout)
        self._free: queue.SimpleQueue[Supervisor] = queue.SimpleQueue()
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        """Starts the engines side by side, then proves each on a sentence."""
        with ExitStack() as stack:
            engines = [stack.enter_context(self._engine()) for _ in range(self.size)]
            for engine in engines:
                list(engine.outcomes([Article(id="start", text="Bonjour.")]))
                self._free.put(engine)
            self._stack = stack.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        """Ends all workers."""
        self._stack.close()

    @property
    def free(self) -> int:
        """How many engines are at nobody's service."""
        return self._free.qsize()

    async def lease(self, items: Iterable[Item]) -> Lease:
        """An engine at work on `items`; raises BusyError if none becomes free in time."""
        deadline = time.monotonic() + self._limits.patience
        while True:
            with suppress(queue.Empty):
                return Lease(self._free.get_nowait(), items, self._limits.request)
            if time.monotonic() > deadline:
                msg = f"all {self.size} engines are at work; try again later"
                raise BusyError(msg)
            await asyncio.sleep(_POLL)

    def release(self, lease: Lease) -> None:
        """Takes an engine back, at once for the caller, in fact when it has finished what it is at."""
        threading.Thread(target=self._take_back, args=(lease,), daemon=True).start()

    def _take_back(self, lease: Lease) -> None:
        engine = lease.engine
        try:
            lease.end()
        except EngineError:
            engine.__exit__()
            engine = self._stack.enter_context(self._engine())
        self._free.put(engine)

    def _engine(self) -> Supervisor:
        return Supervisor(self._settings, jobs=1, load=self._load)


class Lease:
    """One engine's work for one request."""

    def __init__(self, engine: Supervisor, items: Iterable[Item], seconds: float) -> None:
        self.engine = engine
        self._ended = threading.Event()
        self._seconds = seconds
        self._lock = threading.Lock()
        self._outcomes = engine.outcomes(self._items(items))

    async def next(self) -> Outcome | None:
        """The next outcome, None at the end; raises EngineError if the worker cannot run at all."""
        return await asyncio.to_thread(self._next)

    def end(self) -> None:
        """Takes no further item and waits for the one at work; raises EngineError like `next`."""
        self._ended.set()
        while self._next() is not None:
            pass

    def _next(self) -> Outcome | None:
        with self._lock:
            return next(self._outcomes, None)

    def _items(self, items: Iterable[Item]) -> Iterator[Item]:
        deadline = time.monotonic() + self._seconds
        for item in items:
            if self._ended.is_set():
                return
            yield self._late(item) if time.monotonic() > deadline else item

    def _late(self, item: Item) -> Item:
        if isinstance(item, Reject):
            return item
        detail = f"the request took longer than {self._seconds:g} s; send fewer articles at once"
        return rejected(item, Reason.timeout, detail).reject or item
