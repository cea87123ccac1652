from spacy.language import Language

import pipeline
from pipeline.records import Article


def test_a_document_record_keeps_the_article_and_its_offsets(nlp: Language) -> None:
    article = Article(id="a", text="Le maire Jean Dupont s'est rendu à Paris.")
    (document,) = pipeline.extract([article], nlp=nlp, emit="documents")
    assert document.text == article.text
    for entity in document.entities:
        for mention in entity.mentions:
            assert article.text[mention.start : mention.end] == mention.text
