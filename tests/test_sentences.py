import pytest
import spacy
from spacy.language import Language

from pipeline.components import tokenizer
from pipeline.components.tokenizer import CleaningTokenizer


@pytest.fixture(scope="module")
def nlp() -> Language:
    nlp = spacy.blank("fr")
    nlp.add_pipe("chronique_sentences")
    return nlp


def sentences(nlp: Language, text: str) -> list[str]:
    """The stretches of text between the sentence starts that the component sets."""
    doc = nlp(text)
    starts = [token.i for token in doc if token.is_sent_start]
    return [doc[start:end].text.strip() for start, end in zip(starts, [*starts[1:], len(doc)], strict=True)]


def test_headings_and_blank_lines_end_sentences(nlp: Language) -> None:
    text = "LE TOGO SE RENFORCE\nDes cadres formés\n\nLe groupe a organisé un atelier."
    assert sentences(nlp, text) == [
        "LE TOGO SE RENFORCE",
        "Des cadres formés",
        "Le groupe a organisé un atelier.",
    ]


def test_a_wrapped_line_does_not_end_a_sentence(nlp: Language) -> None:
    assert sentences(nlp, "Le groupe chinois du commerce a organisé\nun atelier.") == [
        "Le groupe chinois du commerce a organisé\nun atelier."
    ]


def test_the_cleaning_tokenizer_keeps_the_raw_text() -> None:
    nlp = spacy.blank("fr")
    nlp.tokenizer = CleaningTokenizer(nlp.tokenizer)
    raw = "\ufeffMme&nbsp;Ama\u00a0Koné, d´abord"
    doc = nlp(raw)
    assert doc.text == "Mme Ama Koné, d’abord"
    assert tokenizer.raw_text(doc) == raw
    start, end = tokenizer.offsets(doc).raw_span(4, 12)
    assert raw[start:end] == "Ama\u00a0Koné"
    assert nlp.tokenizer.tokens == len(doc)


def test_raw_text_is_kept_where_no_offset_moves() -> None:
    nlp = spacy.blank("fr")
    nlp.tokenizer = CleaningTokenizer(nlp.tokenizer)
    doc = nlp("Ama\xa0Koné")
    assert (doc.text, tokenizer.raw_text(doc)) == ("Ama Koné", "Ama\xa0Koné")
    assert tokenizer.offsets(doc).raw_span(0, 8) == (0, 8)
