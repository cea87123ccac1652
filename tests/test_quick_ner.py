"""The entities of `ner`, decided for all tokens at once: the same as spaCy's own."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.language import Language
from spacy.tokens import Doc

from pipeline import quick_ner

SAMPLES = Path(__file__).parent.parent / "samples" / "articles.jsonl"
TEXTS = [json.loads(line)["text"] for line in SAMPLES.read_text(encoding="utf-8").split("\n") if line]
WORDS = [
    "Afi",
    "Mensah",
    "Lomé",
    "le",
    "de",
    "ANPE",
    "\n\n",
    "\n",
    " ",
    "Banque",
    "mondiale",
    ".",
    "«",
    "forme",
]


def read(nlp: Language, texts: list[str]) -> list[Doc]:
    docs = [nlp.make_doc(text) for text in texts]
    for doc in docs:
        nlp.get_pipe("chronique_sentences")(doc)
    return docs


def entities(doc: Doc) -> list[Any]:
    return [(ent.start, ent.end, ent.label_) for ent in doc.ents] + [token.ent_iob for token in doc]


def same(nlp: Language, texts: list[str]) -> bool:
    ner: Any = nlp.get_pipe("ner")
    ours, own = read(nlp, texts), read(nlp, texts)
    quick_ner.recognise(ner, ours)
    list(ner.pipe(own))
    return list(map(entities, ours)) == list(map(entities, own))


def test_it_finds_in_articles_what_ner_finds(nlp: Language) -> None:
    assert same(nlp, TEXTS)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(st.sampled_from(WORDS), max_size=25).map(" ".join), max_size=3))
def test_it_finds_in_any_texts_what_ner_finds(nlp: Language, texts: list[str]) -> None:
    assert same(nlp, texts)


def test_another_network_is_left_alone(nlp: Language, monkeypatch: pytest.MonkeyPatch) -> None:
    ner: Any = nlp.get_pipe("ner")
    monkeypatch.setattr(quick_ner, "_FEATURES", 6)
    with pytest.raises(ValueError, match="let it run by itself"):
        quick_ner.recognise(ner, read(nlp, ["Afi Mensah"]))
