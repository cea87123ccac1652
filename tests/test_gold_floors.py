"""The program is not under the floors of its own gold, and the gold is the one they were set on."""

from pathlib import Path

import pytest
from spacy.language import Language

import pipeline
from pipeline.evaluation import floors
from pipeline.evaluation.scoring import evaluate
from pipeline.formats import chronique
from pipeline.formats.errors import Losses

FOLDER = Path(__file__).resolve().parent.parent / "samples" / "gold"
FILES = sorted(path.name for path in FOLDER.glob("*.jsonl"))


@pytest.mark.skipif(not FILES, reason="no gold under samples/gold")
@pytest.mark.parametrize("name", FILES or ["none"])
def test_scores_reach_their_floors(name: str, nlp: Language) -> None:
    pinned = floors.load(FOLDER)
    gold = list(chronique.read(FOLDER / name, Losses()))
    articles = [{"id": d.id, "text": d.text, "title": d.title, "published": d.published} for d in gold]
    predicted = pipeline.extract(articles, nlp=nlp, emit="documents")
    measures = evaluate(zip(gold, predicted, strict=True)).measures()
    assert pinned.get(name), f"{name} has no floors: python benchmarks/gold.py --set"
    assert floors.under(measures, pinned[name]) == []
