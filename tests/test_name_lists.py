"""Lists of names, names that schools and stadiums bear, common nouns, missing spaces, initials."""

import marked
import pytest
import spacy
from spacy.language import Language

from pipeline.components.tokenizer import CleaningTokenizer


@pytest.fixture(scope="module")
def nlp() -> Language:
    nlp = spacy.blank("fr")
    nlp.add_pipe("chronique_people")
    nlp.add_pipe("chronique_organisations")
    return nlp


@pytest.mark.parametrize(
    ("sentence", "entities"),
    [
        (
            "Elles viennent, venues de [Tora|LOC], [Sassi|LOC] et [Banko|LOC].",
            "Tora PER, Sassi PER, Banko PER",
        ),
        ("dans les localités de [Tora|LOC] et de [Sassi|LOC]", "Tora ORG, Sassi LOC"),
        ("Avec [Rohr|PER], [Keller|PER] et [Burri|PER], il gagne.", "Rohr PER, Keller ORG, Burri PER"),
        (
            "1. [Rohr|PER] (Bienne) ; 2. [Keller|PER] (Olten) ; 3. [Burri|PER].",
            "Rohr PER, Keller LOC, Burri PER",
        ),
        ("Les opérateurs [Zafo|ORG], [Mobira|ORG] et [Telko|ORG].", "Zafo ORG, Mobira PER, Telko ORG"),
    ],
)
def test_the_members_of_a_list_are_of_one_kind(nlp: Language, sentence: str, entities: str) -> None:
    text, _ = marked.read(sentence)
    labels = dict(pair.split(" ") for pair in entities.split(", "))
    assert marked.show(marked.annotate(nlp, text, labels)) == sentence


@pytest.mark.parametrize(
    ("sentence", "entities"),
    [
        ("venues de [Tora|LOC], avec Mme [Sassi|PER] et M. [Banko|PER]", {"Tora": "LOC"}),
        (
            "des élèves de [Tora|LOC], [Awa Sow|PER] et [Ali Fall|PER]",
            {"Tora": "LOC", "Awa Sow": "PER", "Ali Fall": "PER"},
        ),
        (
            "avec [Rohr|PER], [Keller|PER] et la [Suisse|LOC]",
            {"Rohr": "PER", "Keller": "PER", "Suisse": "LOC"},
        ),
        ("[Rohr|PER] et [Tora|LOC] dorment.", {"Rohr": "PER", "Tora": "LOC"}),
    ],
)
def test_what_a_list_does_not_decide(nlp: Language, sentence: str, entities: dict[str, str]) -> None:
    text, _ = marked.read(sentence)
    assert marked.show(marked.annotate(nlp, text, entities)) == sentence


@pytest.mark.parametrize(
    ("sentence", "entities"),
    [
        ("Elle étudie au [lycée Awa Sow|ORG].", {"Awa Sow": "PER"}),
        ("Il soigne au [CHU Kossi Agbéko|ORG] de nuit.", {"Kossi Agbéko": "PER"}),
        ("Une équipe de l'[université Moulay Idder|ORG] fouille.", {"Idder": "PER"}),
        ("Rendez-vous au [stade Awa Sow|LOC].", {"Awa Sow": "PER"}),
        ("Dans la [salle polyvalente Awa Sow|LOC].", {"Awa Sow": "PER"}),
        ("La directrice du lycée, [Awa Sow|PER].", {"Awa Sow": "PER"}),
        ("Au premier tour [Awa Sow|PER] gagne.", {"Awa Sow": "PER"}),
        ("Les Olténois gagnent.", {"Olténois": "ORG"}),
        ("L'Espagnol gagne.", {"Espagnol": "ORG"}),
        ("Les Etats membres votent.", {"Etats membres": "ORG"}),
        ("Le Gouvernement bernois siège.", {"Gouvernement bernois": "ORG"}),
        ("Au virage B on tourne.", {"B": "ORG"}),
        ("C'est Awa.", {"C'": "PER"}),
        ("Le conseiller d'État. C'est dit.", {}),
        ("[Awa Sow|PER], la directrice de l'école, sourit.", {"Awa Sow": "ORG"}),
        ("L'agence [ZIA Nova|ORG], le partenaire.", {"ZIA Nova": "ORG"}),
        ("[Fofana|PER] parle. Les voix de [FOFANA|PER] comptent.", {"Fofana": "PER", "FOFANA": "ORG"}),
        ("M. [Sarr|PER] sort. On dit que [Sarr|PER] revient.", {}),
        ("La chanteuse [Zita|PER] revient.", {"Zita": "ORG"}),
        ("La consultante [ZITA|ORG] revient.", {"ZITA": "ORG"}),
        ("Un marabout Béninois arrive.", {}),
        ("Le [Burkina Faso|LOC] vote.", {"Burkina Faso": "PER"}),
        ("[Fofana|PER] dort. Hier [Fofana|PER] est parti.", {"Fofana": "PER"}),
    ],
)
def test_names_and_common_nouns(nlp: Language, sentence: str, entities: dict[str, str]) -> None:
    text, _ = marked.read(sentence)
    assert marked.show(marked.annotate(nlp, text, entities)) == sentence


def test_a_mark_without_its_space_ends_a_token() -> None:
    nlp = spacy.blank("fr")
    nlp.tokenizer = CleaningTokenizer(nlp.tokenizer)
    words = [token.text for token in nlp("M.Sow,Awa a 19%,Fall 8. Agis!Ama. 3,5 U.S.A.")]
    assert " ".join(words) == "M . Sow , Awa a 19% , Fall 8 . Agis ! Ama . 3,5 U.S.A."
    words = [
        token.text
        for token in nlp("du Sud(UMS) (ATP)-Le (ASC).Le l’[Institut formateur(trice)s étudiant(e)s")
    ]
    assert (
        " ".join(words)
        == "du Sud ( UMS ) ( ATP ) - Le ( ASC ) . Le l’ [ Institut formateur(trice)s étudiant(e)s"
    )
