"""A worker without a model for tests of the service: each text gives a document with one visit in it."""

import os
import time

from pipeline.batch.outcome import Outcome
from pipeline.batch.worker import Processor, Settings
from pipeline.records import Article, Document, Event


def process(article: Article) -> Outcome:
    word, _, argument = article.text.partition(" ")
    if word == "sleep":
        time.sleep(float(argument))
    elif word == "exit":
        os._exit(3)
    document = Document(
        id=article.id,
        title=article.title,
        published=article.published.isoformat() if article.published else None,
        url=article.url,
        text=article.text,
        events=[Event(id=f"evt_{article.id}", type="visit")],
    )
    return Outcome(records=[document.to_json()])


def load(_settings: Settings) -> Processor:
    return process


def failing(_settings: Settings) -> Processor:
    msg = "no model here"
    raise OSError(msg)
