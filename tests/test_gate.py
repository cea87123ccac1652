"""The gate spares the costly analysis and changes no record."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import pytest
from spacy.language import Language

import pipeline
from pipeline import extraction
from pipeline.records import Article

SAMPLES = Path(__file__).parent.parent / "samples" / "articles.jsonl"
ARTICLES = [
    Article.model_validate_json(line) for line in SAMPLES.read_text(encoding="utf-8").split("\n") if line
]


@cache
def nlp() -> Language:
    return pipeline.load()


@pytest.mark.parametrize("article", ARTICLES, ids=lambda article: article.id)
def test_gated_and_ungated_records_are_the_same(article: Article) -> None:
    doc = nlp().make_doc(article.text)
    doc._.published = article.published.isoformat() if article.published else None
    ungated = extraction.document(article, nlp()(doc))
    (gated,) = extraction.annotate([article], nlp=nlp())
    assert gated == ungated
    (events_only,) = extraction.annotate([article], nlp=nlp(), emit="events")
    assert events_only.events == ungated.events


def test_an_event_keeps_its_id_from_run_to_run() -> None:
    first = [event["id"] for event in pipeline.extract(ARTICLES[:5], nlp=nlp())]
    second = [event["id"] for event in pipeline.extract(reversed(ARTICLES[:5]), nlp=nlp())]
    assert sorted(first) == sorted(second)
    assert len(set(first)) == len(first)
    assert all(json.loads(json.dumps(identifier)).startswith("evt_") for identifier in first)
