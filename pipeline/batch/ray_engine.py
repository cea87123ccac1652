"""`--engine ray`: the articles of one run over the machines of a Ray cluster.

Ray only schedules. The driver reads, writes and keeps the manifest as a local run does; an actor runs a local
supervisor with one worker process, so limits, retries and rejects are the same, and so are the bytes.
"""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from hashlib import blake2b
from importlib import import_module
from typing import Any, Self

from pipeline.batch import worker
from pipeline.batch.outcome import Outcome, rejected
from pipeline.batch.supervisor import ATTEMPTS, FAILED_STARTS, EngineError, Supervisor
from pipeline.batch.worker import Load, Settings
from pipeline.records import Article, Reject
from pipeline.rejection import Reason

# Articles a task: few enough to lose little with a node, enough to hide the cluster's latency.
BLOCK = 16
# Blocks that may run ahead of one that takes long.
WINDOW = 256
_TICK = 0.2


class Shard:
    """What an actor is: a local supervisor with one worker that stays between blocks."""

    def __init__(self, settings: Settings, load: Load) -> None:
        self._engine = Supervisor(settings, 1, load).__enter__()

    def ready(self) -> None:
        """Answers once the actor has a place in the cluster."""

    def process(self, articles: list[bytes]) -> list[bytes]:
        """The outcomes of `articles`, both as JSON; raises EngineError."""
        found = (Article.model_validate_json(data) for data in articles)
        return [outcome.to_bytes() for outcome in self._engine.outcomes(found)]


@dataclass(slots=True)
class _Block:
    index: int
    articles: list[Article] = field(default_factory=list)
    digests: list[bytes] = field(default_factory=list)
    attempts: int = 0

    def add(self, item: Article, data: bytes) -> None:
        self.articles.append(item)
        self.digests.append(_digest(data))


class RayEngine:
    """Runs articles on `jobs` actors of the cluster that RAY_ADDRESS names, or of a local one."""

    def __init__(self, settings: Settings, jobs: int = 1, load: Load = worker.load_processor) -> None:
        self._settings = settings
        self._jobs = jobs
        self._load = load
        self._idle: list[Any] = []
        self._running: dict[Any, tuple[Any, _Block | None]] = {}
        self._pending: deque[_Block] = deque()
        self._done: dict[int, Outcome] = {}
        self._failed_starts = 0
        self._stopping = False

    def __enter__(self) -> Self:
        """Joins the cluster and asks for the actors; raises EngineError without Ray."""
        try:
            ray: Any = import_module("ray")
        except ImportError as error:
            msg = "--engine ray needs Ray: pip install 'chronique[ray]'"
            raise EngineError(msg) from error
        self._ray = ray
        ray.init(ignore_reinit_error=True, log_to_driver=False, logging_level=logging.ERROR)
        self._actor = ray.remote(num_cpus=1)(Shard)
        for _ in range(self._jobs):
            self._start()
        return self

    def __exit__(self, *_: object) -> None:
        """Gives the actors back."""
        for actor in [*self._idle, *(actor for actor, _ in self._running.values())]:
            self._ray.kill(actor)
        self._ray.shutdown()

    def stop(self) -> None:
        """Takes no further article; blocks in work are finished."""
        self._stopping = True

    def pids(self) -> list[int]:
        """No process of this machine is known to be the cluster's."""
        return []

    def outcomes(self, items: Iterable[Article | Reject]) -> Iterator[Outcome]:
        """One outcome an item, in order, as `Supervisor.outcomes` gives; raises EngineError."""
        stream, read, given, more = iter(items), 0, 0, True
        while True:
            while given in self._done:
                yield self._done.pop(given)
                given += 1
            if self._stopping:
                more = False
                self._pending.clear()
            if not (more or self._pending or any(block for _, block in self._running.values())):
                return
            if more and len(self._pending) < self._jobs and read - given < WINDOW * BLOCK:
                read, more = self._read_block(stream, read)
            elif self._pending and self._idle:
                self._give(self._idle.pop(), self._pending.popleft())
            else:
                self._watch()

    def _read_block(self, stream: Iterator[Article | Reject], read: int) -> tuple[int, bool]:
        """Reads articles into a block, up to its size or the next reject; gives the count read, and if more."""
        block = _Block(read)
        while len(block.articles) < BLOCK:
            item = next(stream, None)
            if item is None:
                break
            data = item.model_dump_json().encode()
            read += 1
            if isinstance(item, Reject):
                self._done[read - 1] = Outcome(reject=item, digest=_digest(data))
                break
            block.add(item, data)
        else:
            item = block.articles[-1]
        if block.articles:
            self._pending.append(block)
        return read, item is not None

    def _start(self) -> None:
        actor = self._actor.remote(self._settings, self._load)
        self._running[actor.ready.remote()] = (actor, None)

    def _give(self, actor: Any, block: _Block) -> None:
        task = actor.process.remote([article.model_dump_json().encode() for article in block.articles])
        self._running[task] = (actor, block)

    def _watch(self) -> None:
        """Waits for a task of any actor, for a moment at most, and takes in what it gives."""
        finished, _ = self._ray.wait(list(self._running), timeout=_TICK)
        for task in finished:
            actor, block = self._running.pop(task)
            try:
                answers = self._ray.get(task)
            except self._ray.exceptions.RayTaskError as error:
                raise EngineError(" ".join(str(error.cause).split())) from error
            except self._ray.exceptions.RayError as error:
                self._lose(block, error)
                continue
            self._idle.append(actor)
            self._failed_starts = 0
            if block:
                for number, answer in enumerate(answers):
                    self._finish(block, number, Outcome.from_bytes(answer))

    def _lose(self, block: _Block | None, error: Exception) -> None:
        """An actor or its node is gone: another actor, and its block again, each article alone after that."""
        self._start()
        if block is None:
            self._failed_starts += 1
            if self._failed_starts >= FAILED_STARTS:
                msg = f"actors end as they start: {str(error).strip().splitlines()[-1]}"
                raise EngineError(msg)
            return
        block.attempts += 1
        if len(block.articles) > 1:
            for number, article in enumerate(block.articles):
                alone = _Block(block.index + number, [article], [block.digests[number]], block.attempts)
                self._pending.append(alone)
        elif block.attempts < ATTEMPTS[Reason.crash]:
            self._pending.append(block)
        else:
            detail = f"ends the machine it runs on, tried {block.attempts} times"
            self._finish(block, 0, rejected(block.articles[0], Reason.crash, detail))

    def _finish(self, block: _Block, number: int, outcome: Outcome) -> None:
        outcome.digest = block.digests[number]
        self._done[block.index + number] = outcome


def _digest(data: bytes) -> bytes:
    return blake2b(data, digest_size=16).digest()
