import marked
import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc

from pipeline.components import descriptions, linking, spans
from pipeline.records import Entity


@pytest.fixture(scope="module")
def nlp() -> Language:
    return spacy.blank("fr")


def doc_of(nlp: Language, sentence: str) -> Doc:
    """A Doc with the marked mentions and no others."""
    text, found = marked.read(sentence)
    doc = nlp.make_doc(text)
    spans.write(doc, [doc.char_span(*span) for span in found])
    return doc


def link(nlp: Language, sentence: str) -> list[Entity]:
    return linking.link_entities(doc_of(nlp, sentence))


def wordings(entities: list[Entity]) -> dict[str, list[str]]:
    return {entity.id: [mention.text for mention in entity.mentions] for entity in entities}


def test_a_full_name_and_its_parts_are_one_person(nlp: Language) -> None:
    (person,) = link(nlp, "[MENSAH|PER] ! M. [Koffi Mensah|PER] parle. [Mensah|PER] sort.")
    assert (person.id, person.name, len(person.mentions)) == ("PER-1", "Koffi Mensah", 3)


def test_a_shared_family_name_goes_to_the_person_named_last(nlp: Language) -> None:
    entities = link(nlp, "[Ama Koné|PER] parle. [Issa Koné|PER] sort. [Koné|PER] revient.")
    assert wordings(entities) == {"PER-1": ["Ama Koné"], "PER-2": ["Issa Koné", "Koné"]}


def test_a_civility_that_contradicts_parts_two_persons(nlp: Language) -> None:
    entities = link(nlp, "M. [Issa Koné|PER] parle. Mme [Koné|PER] sort.")
    assert len(entities) == 2


def test_a_slip_of_spelling_is_the_same_person(nlp: Language) -> None:
    (person,) = link(nlp, "[Seydou Traoré|PER] parle. [Seidou Traoré|PER] sort.")
    assert len(person.mentions) == 2


def test_an_acronym_and_its_full_name_are_one_organisation(nlp: Language) -> None:
    (agency,) = link(nlp, "L'[Agence du riz|ORG] ([ADR|ORG]) forme. L'[ADR|ORG] recrute.")
    assert (agency.name, agency.acronym, len(agency.mentions)) == ("Agence du riz", "ADR", 3)


def test_an_acronym_that_the_text_does_not_use_is_not_given(nlp: Language) -> None:
    (bank,) = link(nlp, "La [Banque africaine de développement|ORG] prête.")
    assert bank.acronym is None


def test_a_mention_tells_its_function(nlp: Language) -> None:
    doc = doc_of(nlp, "[Ayi Do|PER], directrice de la [SONEL|ORG], parle.")
    (person,) = spans.mentions(doc, "PER")
    assert (person._.function, person._.organisation) == ("directrice de la SONEL", "SONEL")


def test_the_name_of_a_world_body_and_its_acronym_are_one(nlp: Language) -> None:
    (bank,) = link(nlp, "La [Banque africaine de développement|ORG] prête. La [BAD|ORG] aide.")
    assert bank.acronym == "BAD"


def test_places_carry_their_country(nlp: Language) -> None:
    entities = link(
        nlp, "De [Lomé|LOC] à la [RDC|LOC], la [République démocratique du Congo|LOC], et [Zabré|LOC]."
    )
    assert [(e.name, e.country, len(e.mentions)) for e in entities] == [
        ("Lomé", "TG", 1),
        ("République démocratique du Congo", "CD", 2),
        ("Zabré", None, 1),
    ]


@pytest.mark.parametrize(
    ("sentence", "function", "organisation"),
    [
        (
            "Le ministre togolais des mines et de l’énergie, [Ayi Do|PER], parle.",
            "ministre togolais des mines et de l’énergie",
            None,
        ),
        (
            "[Ayi Do|PER], directeur exécutif par intérim du [CADER|ORG], a parlé.",
            "directeur exécutif par intérim du CADER",
            "CADER",
        ),
        ("Le DG de la [SONEL|ORG], [Ayi Do|PER], parle.", "DG de la SONEL", "SONEL"),
        ("Le président d’[OBQ|ORG], Dr [Ayi Do|PER], parle.", "président d’OBQ", "OBQ"),
        ("M. [Ayi DO|PER] président de [UNIBAT|ORG] a présenté le projet.", "président de UNIBAT", "UNIBAT"),
        ("La Première ministre [Ama Do|PER] parle.", "Première ministre", None),
        ("[Ama Do|PER] (maire de [Kara|LOC]) parle.", "maire de Kara", None),
        ("[Ama Do|PER], le ministre [Ayi Lo|PER] et d'autres.", None, None),
        ("Les ministres [Ama Do|PER] et son ami.", None, None),
        ("Le collègue de [Ama Do|PER] parle.", None, None),
    ],
)
def test_functions_in_both_orders(
    nlp: Language, sentence: str, function: str | None, organisation: str | None
) -> None:
    person = link(nlp, sentence)[0]
    assert (person.function, person.organisation) == (function, organisation)


@pytest.mark.parametrize(
    ("sentence", "description", "name"),
    [
        ("Le ministre [Ayi Do|PER] est venu. Puis le ministre est parti.", "le ministre est", "Ayi Do"),
        ("La ministre de l'Eau, [Ama Do|PER], signe. La ministre sourit.", "La ministre sourit", "Ama Do"),
        ("Le groupe [Zed|ORG] vend. Le géant chinois achète.", "Le géant chinois", "Zed"),
        ("L'ONG [Zed|ORG] forme avec la banque [Wawa|ORG]. L'ONG paie.", "L'ONG paie", "Zed"),
        ("Le patron de [Zed|ORG] parle. [Zed|ORG] de [Ayi Do|PER] vend.", "Le patron de Zed", "Ayi Do"),
        ("Le président togolais rit. SEM [Ayi Do|PER] et M. [Li Ma|PER].", "Le président togolais", "Ayi Do"),
        ("Le maire [Ayi Do|PER] et le préfet [Li Ma|PER]. Le préfet sort.", "Le préfet sort", "Li Ma"),
        ("Le président malien, [Ayi Do|PER]. Le président togolais rit.", "Le président togolais", None),
        ("[Ayi Do|PER] est venu. Le ministre est parti.", "Le ministre", None),
        (
            "Le vice-président de [Zed|ORG], [Ayi Do|PER]. Le patron de [Zed|ORG] rit.",
            "Le patron de Zed",
            None,
        ),
        ("L'agence [Zed|ORG] forme. La commission siège.", "La commission", None),
    ],
)
def test_descriptions(nlp: Language, sentence: str, description: str, name: str | None) -> None:
    doc = doc_of(nlp, sentence)
    entities = linking.link_entities(doc)
    start = doc.text.index(description)
    end = start + len(" ".join(description.split()[:2]))
    found = descriptions.resolve_description(doc, start, end, entities)
    assert {entity.id: entity.name for entity in entities}.get(found or "") == name


def test_a_description_gives_the_function(nlp: Language) -> None:
    entities = link(nlp, "L'invitation du Chef de l’Etat est partie. SEM [Ayi Do|PER] attend.")
    assert entities[0].function == "Chef de l’Etat"
