"""Where topics end, what is no topic, and where weak constructions count."""

from __future__ import annotations

import pytest
from spacy.language import Language

from pipeline.components import spans

EXTENTS = [
    ("Elles suivent un cours de français langue étrangère au réfectoire.", ["français langue étrangère"]),
    ("Le stage de mécanique cycliste dans son local a repris.", ["mécanique cycliste"]),
    ("La formation en premiers soins de 80 volontaires a pris fin.", ["premiers soins"]),
    ("La formation en apiculture annoncée pour mars est reportée.", ["apiculture"]),
    ("Un cours d'initiation à l'arabe dialectal est ouvert.", ["arabe dialectal"]),
]
NO_TOPICS = [
    "La formation de nuages en altitude inquiète les éleveurs.",
    "Un atelier de formation s'est tenu à la délégation sanitaire de Moundou.",
    "La formation a été suivie d'un stage de recyclage.",
    "École d'été : les inscriptions",
    "Le document porte sur la mobilité des étudiants. Il a été signé jeudi.",
]
LISTS = [
    (
        "Le stage a alterné théorie et pratique : choix du site, arrosage des tas et retournement.",
        ["choix du site", "arrosage des tas", "retournement"],
    ),
    (
        "Trois formations sont prévues : production d'engrais, élevage de lapins, chacune d'une durée de 20 heures.",
        ["production d'engrais", "élevage de lapins"],
    ),
    (
        "Formation des élus\n\nPROGRAMME\n1. Vote du budget\n2. Marchés publics\n\nInscription : à la mairie.",
        ["Vote du budget", "Marchés publics"],
    ),
]


def topics(nlp: Language, text: str) -> list[str]:
    return [span.text for span in spans.mentions(nlp(text), "TOPIC")]


@pytest.mark.parametrize(("text", "expected"), EXTENTS)
def test_a_topic_ends_before_place_audience_and_what_was_said(
    text: str, expected: list[str], nlp: Language
) -> None:
    assert topics(nlp, text) == expected


@pytest.mark.parametrize("text", NO_TOPICS)
def test_places_empty_nouns_and_other_formations_are_no_topics(text: str, nlp: Language) -> None:
    assert topics(nlp, text) == []


@pytest.mark.parametrize(("text", "expected"), LISTS)
def test_an_enumeration_gives_each_of_its_items(text: str, expected: list[str], nlp: Language) -> None:
    assert topics(nlp, text) == expected


def test_a_weak_construction_counts_only_near_a_word_of_teaching(nlp: Language) -> None:
    sentence = "Elle a porté sur la pose des compteurs."
    assert topics(nlp, "Une session de formation s'est achevée. " + sentence) == ["pose des compteurs"]
    assert topics(nlp, "Une session du parlement s'est achevée. " + sentence) == []
