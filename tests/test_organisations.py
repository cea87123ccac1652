import marked
import pytest
import spacy
from spacy.language import Language


@pytest.fixture(scope="module")
def nlp() -> Language:
    nlp = spacy.blank("fr")
    nlp.add_pipe("chronique_organisations")
    return nlp


@pytest.mark.parametrize(
    "sentence",
    [
        "Le [ministère des Enseignements primaire et secondaire|ORG] recrute.",
        "Le [ministère de l'Eau|ORG] du Togo a signé.",
        "le [ministère de la Femme, de la Famille et de l'Action humanitaire|ORG], présent",
        "La [Cour d'appel de Kara|ORG] juge.",
        "Il enseigne à l'[université de Lomé|ORG].",
        "La mairie de Tsévié invite la population.",
        "Le [ministère des Enseignements Maternel et Primaire|ORG] recrute.",
        "Le [ministère de la Santé et de la Population|ORG] et de nombreux amis",
        "Le [ministère du Commerce|ORG] au profit de ses agents",
        "La [Commission nationale des Juges|ORG] et des formateurs",
        "Le [Centre antipoison|ORG] ([CAP|ORG]) forme. Le [CAP|ORG] recrute ; le CEP aussi.",
        "Le Programme d'appui aux femmes (PAF) forme ; le PAF recrute.",
        "Kara, le 3 mai 2022 ([ATPX|ORG]) - Le préfet a parlé.",
        "Source : [Le Phare du Lac|ORG]",
        "L'[agence nationale de l'emploi|ORG] forme des jeunes.",
        "Le [conseil municipal des jeunes|ORG] invite le conseil municipal.",
        "L'[Agence de la qualité du riz|ORG] ([AQR|ORG]) a formé. L'[AQR|ORG] recrute.",
        "la [Fédération béninoise de voltige|ORG] ([Fébévol|ORG]) organise. La [Fébévol|ORG] forme.",
        "L'[AMC|ORG] ([Agence marocaine de couture|ORG]) et ses amis",
        "Le produit intérieur brut (PIB) monte ; la TVA aussi.",
        "Les OSC et les PME se forment avec la [FAO|ORG].",
        "Elle dirige [Anani SARL|ORG].",
        "Ils jouent contre le [FC Zanzan|ORG].",
        "C'est la [Cédéao|ORG] qui décide.",
    ],
)
def test_without_a_model(nlp: Language, sentence: str) -> None:
    text, _ = marked.read(sentence)
    assert marked.show(nlp(text), "ORG") == sentence


@pytest.mark.parametrize(
    ("sentence", "entities"),
    [
        ("La [Confédération africaine de surf|ORG] siège.", {"Confédération africaine de surf": "LOC"}),
        ("Enfin, l'[ONU|ORG] a voté.", {"l'ONU": "ORG"}),
        ("Selon le journal [Le Matin|ORG], il pleut.", {"Le Matin": "ORG"}),
        ("Selon [Zouk TV|ORG] jeudi.", {"Zouk TV jeudi": "ORG"}),
        ("Les [Femmes du Burkina|ORG] marchent.", {"Femmes du": "ORG", "Burkina": "LOC"}),
        ("L'ONG [Rêves et Racines|ORG] forme.", {"Rêves et Racines": "MISC"}),
        ("L'association [Soleil|ORG] forme.", {"Soleil": "LOC"}),
        ("Il cite l'Organisation.", {"Organisation": "ORG"}),
        ("Informés, ils partent.", {"Informés": "ORG"}),
        ("La gendarmerie nationale enquête.", {"gendarmerie nationale": "ORG"}),
        ("Le ministre des Sports parle.", {"ministre des Sports": "ORG"}),
        ("Le consortium [Soli Suisse|ORG] - [UF|ORG] agit.", {"Soli Suisse - UF": "ORG"}),
    ],
)
def test_the_model_s_organisations_are_refined(
    nlp: Language, sentence: str, entities: dict[str, str]
) -> None:
    text, _ = marked.read(sentence)
    assert marked.show(marked.annotate(nlp, text, entities), "ORG") == sentence


@pytest.mark.parametrize(
    ("sentence", "entities"),
    [
        ("Les cadres togolais vivent à [Kara|LOC].", {"togolais": "LOC", "Kara": "LOC"}),
        ("Il salue le [Rwanda|LOC].", {"Rwanda": "ORG"}),
        ("Un accord avec la [RDC|LOC].", {}),
    ],
)
def test_places(nlp: Language, sentence: str, entities: dict[str, str]) -> None:
    text, _ = marked.read(sentence)
    assert marked.show(marked.annotate(nlp, text, entities), "LOC") == sentence


def test_an_organisation_that_the_model_took_for_a_person() -> None:
    nlp = spacy.blank("fr")
    nlp.add_pipe("chronique_people")
    nlp.add_pipe("chronique_organisations")
    doc = marked.annotate(nlp, "Avec Erasto Group, M. Ali forme.", {"Erasto Group": "PER"})
    assert marked.show(doc) == "Avec [Erasto Group|ORG], M. [Ali|PER] forme."


@pytest.mark.parametrize(
    ("sentence", "entities"),
    [
        ("L'ONG [Mil et Sorgho|ORG] forme. L'ONG [Mil et Sorgho|ORG] sème.", {"Mil": "LOC"}),
        ("Avec [Enabo Sénégal|ORG] hier.", {"Enabo": "ORG", "Sénégal": "LOC"}),
        ("Les cafés [Fofana & Fils|ORG] ouvrent.", {}),
        ("Ils ont lu [Infos.tg|ORG] hier.", {}),
        ("Durant la journée [FIFA|ORG] de mars.", {"journée FIFA": "MISC"}),
        ("Un référentiel de qualité (RDQ) et le RDQ suit.", {"RDQ": "ORG"}),
        ("Le séminaire Femmes en Or ouvre.", {"séminaire Femmes en Or": "ORG"}),
    ],
)
def test_names_that_the_model_cuts_or_invents(nlp: Language, sentence: str, entities: dict[str, str]) -> None:
    text, _ = marked.read(sentence)
    assert marked.show(marked.annotate(nlp, text, entities), "ORG") == sentence


def test_headings_in_capitals_repeat_the_names_of_the_text() -> None:
    nlp = spacy.blank("fr")
    nlp.add_pipe("chronique_people")
    nlp.add_pipe("chronique_organisations")
    text = "LE TOGO ET SOLARA DE LIU MO : LES LIENS\n\nM. Liu Mo dirige Solara."
    doc = marked.annotate(nlp, text, {"LE TOGO ET": "ORG", "Solara": "ORG"})
    assert marked.show(doc).startswith("LE [TOGO|LOC] ET [SOLARA|ORG] DE [LIU MO|PER] : LES LIENS")


@pytest.mark.parametrize(
    ("sentence", "entities"),
    [
        ("CARACAS, 23 ([A. F. P.|ORG]). Rien de neuf.", {"A. F. P.": "PER"}),
        ("Selon J. B. V. Sow, tout va bien.", {}),
        ("L'assemblée générale élit le conseil d'administration.", {"assemblée générale": "ORG"}),
        ("La route RD192 et la classe de CM2 de la RD21.", {}),
        ("L'entreprise [Dubidon|ORG] ferme. [Dubidon|ORG] licencie.", {"Dubidon": "LOC"}),
        ("L'entreprise [Bolo|ORG] ferme.", {"Bolo": "LOC"}),
    ],
)
def test_what_the_press_adds(nlp: Language, sentence: str, entities: dict[str, str]) -> None:
    text, _ = marked.read(sentence)
    assert marked.show(marked.annotate(nlp, text, entities), "ORG") == sentence


def refined(text: str, **entities: str) -> list[tuple[str, str]]:
    """The mentions of `text`, in which the model saw `entities` (words with “_” for spaces → label)."""
    nlp = spacy.blank("fr")
    ruler = nlp.add_pipe("entity_ruler")
    entities |= {"Unseen": "MISC"}
    ruler.add_patterns([{"label": v, "pattern": k.replace("_", " ")} for k, v in entities.items()])  # type: ignore[attr-defined]
    nlp.add_pipe("chronique_people")
    nlp.add_pipe("chronique_organisations")
    doc = nlp(text)
    return [(span.text, span.label_) for span in doc.spans["chronique"]]


def test_a_body_that_the_text_introduces_is_one_each_time() -> None:
    text = "La coopérative Zistor Nanki forme dix femmes. Zistor Nanki est née ici."
    assert refined(text, Zistor_Nanki="PER") == [("Zistor Nanki", "ORG")] * 2


def test_a_person_whose_name_a_firm_bears_stays_a_person() -> None:
    found = refined("La société Wadé a vendu. Abdou Wadé se tait.", Abdou_Wadé="PER", Wadé="PER")
    assert ("Abdou Wadé", "PER") in found


@pytest.mark.parametrize(
    "text", ["NGOZA, 15 mars (ABP) – Un atelier se tient.", "NGOZA : un atelier\n\nIl se tient à Ngoza."]
)
def test_a_town_in_capitals_heads_a_line(text: str) -> None:
    assert refined(text, NGOZA="ORG")[0] == ("NGOZA", "LOC")


def test_no_rubric_in_capitals_is_a_town() -> None:
    assert refined("ARBITRAGE, 15 mars. Le stage débute.") == []


def test_a_venue_has_its_generic_word_and_no_town() -> None:
    found = refined("Il dort à l'hôtel Palmar de Djanet.", Palmar_de_Djanet="ORG")
    assert found == [("hôtel Palmar", "LOC"), ("Djanet", "LOC")]
    assert refined("Il dort à l'hôtel de ville de Lyon.", Lyon="LOC") == [("Lyon", "LOC")]


def test_what_a_word_for_a_territory_announces_is_a_place_everywhere() -> None:
    found = refined("La mairie de Nakou forme. Le village de Nakou dort ; à Nakou, il pleut.", Nakou="PER")
    assert found == [("Nakou", "LOC")] * 3
    assert refined("La préfète Awa Bolo de la région de Kagaré parle.", Awa_Bolo="PER")[0] == (
        "Awa Bolo",
        "PER",
    )


def test_a_signature_and_a_body_in_quotation_marks() -> None:
    assert refined("Awa Sow, APTX\n", Awa_Sow="PER")[1] == ("APTX", "ORG")
    assert refined("Le groupement « Jamm Rekk » forme.", Jamm_Rekk="PER") == [("Jamm Rekk", "ORG")]


def test_the_town_of_a_body_with_a_name_of_its_own_stands_apart() -> None:
    found = refined("L'Hôpital Sainte-Rita de Zahra soigne.", **{"Hôpital_Sainte-Rita_de_Zahra": "ORG"})
    assert found == [("Hôpital Sainte-Rita", "ORG"), ("Zahra", "LOC")]
