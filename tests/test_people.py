import marked
import pytest
import spacy
from spacy.language import Language


@pytest.fixture(scope="module")
def nlp() -> Language:
    nlp = spacy.blank("fr")
    nlp.add_pipe("chronique_people")
    return nlp


@pytest.mark.parametrize(
    "sentence",
    [
        "Selon M. [Boni|PER], rien ne change.",
        "Mme [Afi Mensah|PER] et le Dr [Kossi Agbo|PER] ont parlé.",
        "Me [Tapo|PER] plaide ; S.E.M. [Ayité Lawson|PER] écoute.",
        "Le colonel [Sadio Keïta|PER] commande.",
        "Le capitaine [Abdoul Aziz Ould Bilal|PER] est rentré.",
        "Le président [Amidou Sarr|PER] a reçu la ministre [Awa Fall|PER].",
        "Le Premier ministre [Pascal N'Dri|PER] est là.",
        "L'ex-ministre [Karim Bâ|PER] revient.",
        "La députée [Anne-Marie VAN DEN BROECK|PER] vote.",
        "M. [Luc van der Elst|PER] préside.",
        "Le directeur général de la banque est absent.",
        "Le président de la République reçoit le Premier ministre.",
        "Le président du Togo et le ministre Burkinabè.",
        "Le Col. [Idi Garba|PER] dirige.",
        "El Hadj [Seydou Barry|PER] prie.",
        "M. [Koffi Mensah|PER] parle. Puis [Mensah|PER] sort, et [Koffi Mensah|PER] revient.",
        "Mme [Ama LAWSON|PER] arrive. [LAWSON|PER] part.",
    ],
)
def test_without_a_model_titles_announce_names(nlp: Language, sentence: str) -> None:
    text, _ = marked.read(sentence)
    assert marked.show(nlp(text), "PER") == sentence


@pytest.mark.parametrize(
    ("sentence", "entities"),
    [
        ("Hier, le général [Ali Touré|PER] parlait.", {"général Ali Touré": "PER"}),
        ("M. [yao TCHIDI|PER] préside.", {"M. yao TCHIDI": "PER"}),
        ("Il cite [Alassane SOW|PER].", {"Alassane": "PER"}),
        ("Il cite [Seydou Mbo Njie|PER].", {"Njie": "PER"}),
        ("Il cite [Renaud Van Ruyten|PER].", {"Renaud Van": "PER"}),
        ("Ici [Awa Bolo épouse Sarr|PER] parle.", {"Awa Bolo": "PER", "Sarr": "PER"}),
        ("Ici [Idi Elhadji Bako|PER] parle.", {"Idi Elhadji Bako": "PER"}),
        ("Ici Pasteur [Élie Kibou|PER] prie.", {"Pasteur Élie Kibou": "PER"}),
        ("L'Ambassade a répondu.", {"Ambassade": "PER"}),
        ("Rappelons les faits.", {"Rappelons": "PER"}),
        ("Il a vu le Président hier.", {"Président": "PER"}),
        ("Elle vit au Rwanda.", {"Rwanda": "PER"}),
        ("[Akou Dossou|PER], directrice de l'école, sourit.", {"Akou Dossou": "LOC"}),
        ("[Akou Dossou|PER], 17 ans, sourit.", {"Akou Dossou": "MISC"}),
        ("Le Premier ministre [Bah Diko|PER] signe.", {"Premier ministre Bah Diko": "MISC"}),
        ("[Ayi Sossou|PER] et [Ama Kédé|PER] dansent.", {"Ayi Sossou et Ama Kédé": "PER"}),
        ("[Yao Tété|PER] court. On suit [Tété|PER] à la trace.", {"Yao Tété": "PER"}),
    ],
)
def test_the_model_s_persons_are_refined(nlp: Language, sentence: str, entities: dict[str, str]) -> None:
    text, _ = marked.read(sentence)
    assert marked.show(marked.annotate(nlp, text, entities), "PER") == sentence


def test_each_mention_names_its_rule(nlp: Language) -> None:
    doc = nlp("Selon M. Boni, rien ne change.")
    assert [span.id_ for span in doc.spans["chronique"]] == ["people.title"]
