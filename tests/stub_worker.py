"""A worker without a model for tests of the engine: what an article's text says is what it does."""

import os
import signal
import time
from multiprocessing.connection import Connection
from pathlib import Path

from pipeline.batch.outcome import Outcome
from pipeline.batch.worker import Processor, Settings, serve
from pipeline.records import Article


def process(article: Article) -> Outcome:
    word, _, argument = article.text.partition(" ")
    if word == "exit":
        os._exit(3)
    elif word == "loop":
        while True:
            pass
    elif word == "raise":
        raise ValueError(argument)
    elif word == "allocate":
        bytearray(8 << 30)
    elif word == "sleep":
        time.sleep(float(argument))
    elif word == "once":  # ends the worker the first time only
        flag = Path(argument)
        if not flag.exists():
            flag.touch()
            os._exit(3)
    elif word == "hog":  # holds the interpreter's lock as a runaway C extension would
        sum(range(10**12))
    name = os.getpid() if word == "pid" else article.id
    return Outcome(records=[f'{{"id":"{name}"}}'], events={"training": 1}, tokens=1)


def load(_settings: Settings) -> Processor:
    return process


def main(connection: Connection, settings: Settings) -> None:
    serve(connection, settings, load)


def ending_its_actor(connection: Connection, settings: Settings) -> None:
    """As `main`; an article that says “actor” ends the process that started this one."""

    def process_or_end(article: Article) -> Outcome:
        if article.text == "actor":
            os.kill(os.getppid(), signal.SIGKILL)
            time.sleep(60)
        return process(article)

    serve(connection, settings, lambda _settings: process_or_end)


def failing(connection: Connection, settings: Settings) -> None:
    def load(_settings: Settings) -> Processor:
        msg = "no model here"
        raise OSError(msg)

    serve(connection, settings, load)


def dying(connection: Connection, settings: Settings) -> None:  # noqa: ARG001 (a worker's signature)
    os._exit(9)
