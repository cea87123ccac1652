"""The layout of a Doc: its tokens as lists, made anew only where the Doc has changed."""

from __future__ import annotations

import gc
import weakref

import pytest
import spacy

from pipeline.components.layout import layout_of, once_a_doc, text_of

NLP = spacy.blank("fr")


@pytest.mark.parametrize("text", ["", " ", "L'école  forme.\n\n 12 agents", "« Été »,\u00a0à Lomé !"])
def test_the_layout_is_that_of_the_tokens(text: str) -> None:
    doc = NLP(text)
    layout = layout_of(doc)
    assert layout.text == text_of(doc) == text
    assert layout.words == [token.text for token in doc]
    assert [layout.text[a:b] for a, b in zip(layout.starts, layout.ends, strict=True)] == layout.words


def test_it_is_made_once_and_again_after_a_change() -> None:
    doc = NLP("Une formation en Chine")
    before = layout_of(doc)
    assert layout_of(doc) is before
    with doc.retokenize() as retokenizer:
        retokenizer.merge(doc[0:2])
    assert layout_of(doc).words == ["Une formation", "en", "Chine"]


def test_what_is_remembered_of_a_doc_goes_with_it() -> None:
    class Made:
        pass

    made = once_a_doc("ORTH")(lambda _: Made())
    doc = NLP("Une formation")
    kept = weakref.ref(made(doc))
    assert kept() is made(doc)
    del doc
    gc.collect()
    assert kept() is None
