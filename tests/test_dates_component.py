import datetime as dt

import pytest
import spacy
from spacy.tokens import DocBin

from pipeline.components import spans


@pytest.fixture(scope="module")
def nlp() -> spacy.language.Language:
    nlp = spacy.blank("fr")
    nlp.add_pipe("chronique_dates")
    return nlp


def dates(
    nlp: spacy.language.Language, text: str, published: str | None = "2019-05-30"
) -> list[spacy.tokens.Span]:
    doc = nlp.make_doc(text)
    doc._.published = published
    return spans.mentions(nlp(doc), "DATE")


def test_a_span_carries_rule_value_and_days(nlp: spacy.language.Language) -> None:
    (span,) = dates(nlp, "Cet échange a eu lieu le lundi 27 mai.")
    assert (span.text, span.label_, span.id_, span.kb_id_) == (
        "lundi 27 mai",
        "DATE",
        "day_month",
        "2019-05-27",
    )
    assert span._.date["type"] == "DATE"
    assert (span._.date["from"], span._.date["to"]) == ("2019-05-27", "2019-05-27")
    assert span._.date["inferred"] == ["year"]


def test_durations_and_clock_times_say_so(nlp: spacy.language.Language) -> None:
    found = dates(nlp, "Le 3 mai 2019 à 15h30, pendant trois jours, chaque année.")
    assert [span._.date["type"] for span in found] == ["DATE", "TIME", "DURATION", "SET"]


def test_without_publication_the_value_of_a_weekday_is_unknown(nlp: spacy.language.Language) -> None:
    (span,) = dates(nlp, "La CEDEAO a annoncé ce mardi une formation.", published=None)
    assert span.text == "mardi"
    assert span._.date["from"] is None


def test_a_date_inside_a_longer_token_covers_the_token(nlp: spacy.language.Language) -> None:
    (span,) = dates(nlp, "Rendez-vous le 12sept 2018.")
    assert span._.date["timex"] == "2018-09-12"


def test_values_survive_docbin(nlp: spacy.language.Language) -> None:
    doc = nlp("Le 3 mai 2019, il arrive.")
    (again,) = DocBin(docs=[doc], store_user_data=True).get_docs(nlp.vocab)
    (span,) = spans.mentions(again, "DATE")
    assert (span.kb_id_, span.id_) == ("2019-05-03", "day_month_year")
    assert span._.date["timex"] == "2019-05-03"


def test_published_may_be_a_date(nlp: spacy.language.Language) -> None:
    doc = nlp.make_doc("Il est venu hier.")
    doc._.published = dt.date(2019, 5, 30)
    (span,) = spans.mentions(nlp(doc), "DATE")
    assert span.kb_id_ == "2019-05-29"


def test_a_bad_publication_day_is_named(nlp: spacy.language.Language) -> None:
    doc = nlp.make_doc("Il est venu hier.")
    doc._.published = "30/05/2019"
    with pytest.raises(ValueError, match="'30/05/2019', which is no date: give it as YYYY-MM-DD"):
        nlp(doc)
