"""Where worker processes come from: one process loads the model, and each worker is a fork of it.

So a run loads the model once, its workers share that memory, and one that dies is replaced in no time. The process
that forks has no threads and is spawned, so that it holds nothing of the program that started it. Where forking is
not safe (on macOS, whose own libraries do not allow it), each worker is spawned and loads the model itself.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import socket
import struct
import sys
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Self

from pipeline.batch.worker import Failure, Load, Processor, Settings, prepared, serve

FORKS = sys.platform.startswith("linux")
_SPAWN = multiprocessing.get_context("spawn")
# Requests and answers of the process that forks: 0 asks for a worker, whose end of a pipe comes along; a process id
# asks for the exit code of that worker, which has ended.
_NUMBER = struct.Struct("q")
_ANSWER = 5.0  # seconds
_LOOK = 0.5


class Child:
    """A worker process: `connection` leads to it, `pid` is known once it is ready."""

    def __init__(self, connection: Connection, end: Callable[[int | None], int | None]) -> None:
        self.connection = connection
        self.pid: int | None = None
        self._end = end

    def end(self) -> int | None:
        """Makes sure that it has ended; its exit code, None where nobody knows."""
        self.connection.close()
        return self._end(self.pid)


class Nursery:
    """Starts worker processes that serve what `load` gives; use it as a context manager."""

    def __init__(self, load: Load, settings: Settings) -> None:
        self._load = load
        self._settings = settings
        self._mother: BaseProcess | None = None
        self._control: socket.socket | None = None

    def __enter__(self) -> Self:
        """Starts loading the model."""
        if FORKS:
            self._mother_alive()
        return self

    def __exit__(self, *_: object) -> None:
        """Ends the process that forks; workers end by `Child.end`."""
        self._bury_mother()

    def pids(self) -> list[int]:
        """The process id of the process that forks, if there is one."""
        return [self._mother.pid] if self._mother and self._mother.pid else []

    def start(self) -> Child:
        """A new worker; it says when it is ready. Raises OSError if the system allows no further process."""
        ours, theirs = _SPAWN.Pipe()
        try:
            return self._fork(ours, theirs) if FORKS else self._spawn(ours, theirs)
        finally:
            theirs.close()

    def _spawn(self, ours: Connection, theirs: Connection) -> Child:
        process = _started(_alone, theirs, self._load, self._settings)

        def end(_: int | None) -> int | None:
            process.kill()
            process.join()
            return process.exitcode

        return Child(ours, end)

    def _fork(self, ours: Connection, theirs: Connection) -> Child:
        mother, control = self._mother_alive()
        with suppress(OSError):  # she has just died: `ours` tells
            socket.send_fds(control, [_NUMBER.pack(0)], [theirs.fileno()])

        def end(pid: int | None) -> int | None:
            code = None
            if pid is not None:
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
                code = _exit_code(control, pid)
            if code is None:  # not forked, or nobody answers
                mother.kill()
                mother.join()
            return mother.exitcode if pid is None else code

        return Child(ours, end)

    def _mother_alive(self) -> tuple[BaseProcess, socket.socket]:
        if self._mother is None or self._control is None or not self._mother.is_alive():
            self._bury_mother()
            self._control, theirs = socket.socketpair()
            self._control.settimeout(_ANSWER)
            with theirs:
                self._mother = _started(_fork_on_request, theirs, self._load, self._settings)
        return self._mother, self._control

    def _bury_mother(self) -> None:
        if self._control:
            self._control.close()
        if self._mother:
            self._mother.kill()
            self._mother.join()
        self._mother = self._control = None


def _exit_code(control: socket.socket, pid: int) -> int | None:
    try:
        control.send(_NUMBER.pack(pid))
        return int(_NUMBER.unpack(control.recv(_NUMBER.size))[0])
    except (OSError, struct.error):
        return None  # who could tell is dead


def _started(target: Callable[..., None], *arguments: object) -> BaseProcess:
    process = _SPAWN.Process(target=target, args=arguments, daemon=True)
    with warnings.catch_warnings(action="ignore"):  # that it was killed: nothing of ours is in its care
        resource_tracker.ensure_running()  # would undo what follows
    with _without_interrupts():
        process.start()
    return process


@contextmanager
def _without_interrupts() -> Iterator[None]:
    """Processes started within never get Ctrl-C, not even as they start: the supervisor tells them when to end."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _alone(connection: Connection, load: Load, settings: Settings) -> None:
    """What a spawned worker does."""
    _no_output()
    with _no_orphan():
        process = prepared(load, settings)
    _last_deed(connection, settings, process)


def _fork_on_request(control: socket.socket, load: Load, settings: Settings) -> None:
    """Loads, and forks a worker for each request until the other end closes."""
    _no_output()
    with _no_orphan():
        process = prepared(load, settings)
    gc.freeze()  # what all share is never collected: to look for garbage in it would copy it
    while True:
        message, descriptors, *_ = socket.recv_fds(control, _NUMBER.size, 1)
        if not message:
            return
        (pid,) = _NUMBER.unpack(message)
        if pid:
            control.send(_NUMBER.pack(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])))
        for descriptor in descriptors:
            with Connection(descriptor) as connection, suppress(OSError):  # the supervisor sees it close
                if os.fork() == 0:
                    control.close()
                    _last_deed(connection, settings, process)


def _last_deed(connection: Connection, settings: Settings, process: Processor | Failure) -> None:
    """Serves, and ends this process: its end of `connection` closes no sooner, so its exit code is its own."""
    code = 1
    try:
        serve(connection, settings, process)
        code = 0
    except SystemExit as end:
        code = int(end.code or 0)
    finally:
        os._exit(code)


@contextmanager
def _no_orphan() -> Iterator[None]:
    """Ends this process within a second of its parent, also while the block lasts, which asks nobody for work."""
    parent = multiprocessing.parent_process()

    def look(*_: object) -> None:
        if parent is None or os.getppid() != parent.pid:
            os._exit(1)

    look()
    signal.signal(signal.SIGALRM, look)
    signal.setitimer(signal.ITIMER_REAL, _LOOK, _LOOK)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, signal.SIG_DFL)


def _no_output() -> None:
    """Whatever a library prints goes to standard error: standard output is for records."""
    os.dup2(2, 1)
