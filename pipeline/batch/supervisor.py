"""Hands articles to worker processes, replaces workers that die, and gives outcomes back in input order."""

from __future__ import annotations

import json
import signal
import time
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import blake2b
from multiprocessing.connection import wait
from typing import Self

from pipeline.batch import worker
from pipeline.batch.nursery import Child, Nursery
from pipeline.batch.outcome import Outcome, rejected
from pipeline.batch.worker import OUT_OF_MEMORY, Load, Settings
from pipeline.records import Article, Reject
from pipeline.rejection import Reason

# A worker is replaced after so many articles, so that whatever its libraries keep is given back.
RECYCLE = 5_000
# How far finished articles may run ahead of one that takes long.
WINDOW = 1_000
# A death of unknown cause may come from outside, so an article is tried three times; a time-out, twice.
ATTEMPTS = {Reason.crash: 3, Reason.memory: 2, Reason.timeout: 2}
_GRACE = 5.0  # seconds between a worker's own time limit and the supervisor's
_START = 300.0  # seconds within which a worker must have loaded its model
FAILED_STARTS = 6
_TICK = 0.2


class EngineError(RuntimeError):
    """The workers cannot run at all; the message says why and what to do."""


@dataclass(slots=True)
class _Task:
    index: int
    article: Article
    data: bytes
    digest: bytes
    attempts: int = 0


@dataclass(slots=True)
class _Worker:
    child: Child
    deadline: float
    ready: bool = False
    task: _Task | None = None
    served: int = 0


class Supervisor:
    """Runs what `load` gives in up to `jobs` worker processes; use it as a context manager.

    A worker that dies is replaced at once.
    """

    def __init__(
        self,
        settings: Settings,
        jobs: int = 1,
        load: Load = worker.load_processor,
        recycle: int = RECYCLE,
    ) -> None:
        self._settings = settings
        self._jobs = jobs
        self._recycle = recycle
        self._nursery = Nursery(load, settings)
        self._workers: list[_Worker] = []
        self._failed_starts = 0
        self._failed_at = 0.0
        self._done: dict[int, Outcome] = {}
        self._pending: deque[_Task] = deque()
        self._stopping = False

    def __enter__(self) -> Self:
        """Starts the first worker; the model is loaded while the first articles are read."""
        self._nursery.__enter__()
        self._spawn()
        return self

    def __exit__(self, *_: object) -> None:
        """Ends all workers."""
        for each in self._workers:
            each.child.end()
        self._workers.clear()
        self._nursery.__exit__()

    def stop(self) -> None:
        """Takes no further article; those in work are finished."""
        self._stopping = True

    def pids(self) -> list[int]:
        """The process ids of the workers, and of what they are forked from."""
        return [each.child.pid for each in self._workers if each.child.pid] + self._nursery.pids()

    def outcomes(self, items: Iterable[Article | Reject]) -> Iterator[Outcome]:
        """One outcome an item, in order, each with the digest of its item.

        Items are read only as workers are free for them. Raises EngineError if workers cannot start.
        """
        stream, read, given, more = iter(items), 0, 0, True
        while True:
            while given in self._done:
                yield self._done.pop(given)
                given += 1
            if self._stopping:
                more = False
                self._pending.clear()
            if not (more or self._pending or self._busy()):
                return
            if more and len(self._pending) < self._jobs - self._busy() and read - given < WINDOW:
                item = next(stream, None)
                more = item is not None
                if item is not None:
                    self._take(read, item)
                    read += 1
            elif self._pending and (idle := self._idle()):
                self._give(idle, self._pending.popleft())
            else:
                self._watch()

    def _busy(self) -> int:
        return sum(each.task is not None for each in self._workers)

    def _idle(self) -> _Worker | None:
        return next((each for each in self._workers if each.ready and each.task is None), None)

    def _take(self, index: int, item: Article | Reject) -> None:
        data = item.model_dump_json().encode()
        digest = blake2b(data, digest_size=16).digest()
        if isinstance(item, Reject):
            self._done[index] = Outcome(reject=item, digest=digest)
        else:
            self._pending.append(_Task(index, item, data, digest))

    def _give(self, idle: _Worker, task: _Task) -> None:
        idle.task = task
        idle.deadline = time.monotonic() + self._settings.seconds(task.article) + _GRACE
        try:
            idle.child.connection.send_bytes(task.data)
        except OSError:
            self._bury(idle)

    def _spawn(self) -> None:
        self._workers.append(_Worker(self._nursery.start(), time.monotonic() + _START))

    def _watch(self) -> None:
        """Waits for news of any worker, for a moment at most, and takes it in."""
        starting = sum(not each.ready for each in self._workers)
        for _ in range(min(len(self._pending) - starting, self._jobs - len(self._workers))):
            self._spawn()
        heard = wait([each.child.connection for each in self._workers], timeout=_TICK)
        for each in list(self._workers):
            if each.child.connection in heard:
                self._hear(each)
            elif (each.task or not each.ready) and time.monotonic() > each.deadline:
                self._bury(each, Reason.timeout)

    def _hear(self, each: _Worker) -> None:
        try:
            message = each.child.connection.recv_bytes()
        except (EOFError, OSError):
            self._bury(each)
            return
        if each.task:
            outcome = Outcome.from_bytes(message)
            outcome.digest = each.task.digest
            self._done[each.task.index] = outcome
            each.task = None
            each.served += 1
            if each.served >= self._recycle:
                self._dismiss(each)
            return
        news = json.loads(message)
        if "failed" in news:
            raise EngineError(news["failed"])
        each.ready, each.child.pid, self._failed_starts = True, news["ready"], 0

    def _dismiss(self, each: _Worker) -> None:
        self._workers.remove(each)
        each.child.end()

    def _bury(self, dead: _Worker, reason: Reason | None = None) -> None:
        """Takes a dead worker off the list; its article is tried again by another one, or rejected."""
        self._workers.remove(dead)
        code = dead.child.end()
        if dead.task is None:
            if not dead.ready:
                self._count_failure(dead, code)
            return
        reason = reason or _reason(code)
        task = dead.task
        task.attempts += 1
        if task.attempts < ATTEMPTS[reason]:
            self._pending.append(task)
            return
        detail = _detail(reason, code, self._settings.seconds(task.article), task.attempts)
        outcome = rejected(task.article, reason, detail)
        outcome.digest = task.digest
        self._done[task.index] = outcome

    def _count_failure(self, dead: _Worker, code: int | None) -> None:
        """Workers that were starting together fail together, of one cause. Raises EngineError if it stays."""
        if dead.deadline - _START < self._failed_at:
            return
        self._failed_at = time.monotonic()
        self._failed_starts += 1
        if self._failed_starts >= FAILED_STARTS:
            msg = f"workers end as they start ({_cause(code)}): check memory, or use fewer --jobs"
            raise EngineError(msg)


def _reason(code: int | None) -> Reason:
    if code == -signal.SIGALRM:
        return Reason.timeout
    return Reason.memory if code == OUT_OF_MEMORY else Reason.crash


def _detail(reason: Reason, code: int | None, seconds: float, attempts: int) -> str:
    if reason is Reason.timeout:
        return f"not finished within {seconds:g} s, tried {attempts} times; --timeout allows more"
    if reason is Reason.memory:
        return f"needs more memory than a worker may use, tried {attempts} times"
    return f"ends its worker ({_cause(code)}), tried {attempts} times"


def _cause(code: int | None) -> str:
    if code is None:
        return "cause unknown"
    return signal.Signals(-code).name if code < 0 else f"exit code {code}"
