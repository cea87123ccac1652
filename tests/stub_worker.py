"""A worker without a model for tests of the engine: what an article's text says is what it does."""

import os
import signal
import time
from pathlib import Path

from pipeline.batch.outcome import Outcome
from pipeline.batch.worker import Processor, Settings
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


def counting(_settings: Settings) -> Processor:
    """As `load`; notes each time that it is called."""
    with Path(os.environ["STUB_LOADS"]).open("a", encoding="utf-8") as file:
        file.write("loaded\n")
    return process


def ending_its_actor(_settings: Settings) -> Processor:
    """As `load`; an article that says “actor” ends the process that started the workers."""
    actor = os.getppid()

    def process_or_end(article: Article) -> Outcome:
        if article.text == "actor":
            os.kill(actor, signal.SIGKILL)
            time.sleep(60)
        return process(article)

    return process_or_end


def failing(_settings: Settings) -> Processor:
    msg = "no model here"
    raise OSError(msg)


def dying(_settings: Settings) -> Processor:
    os._exit(9)
