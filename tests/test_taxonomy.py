from pathlib import Path

import pytest

from pipeline.records import Document, Entity, Event, Filler
from pipeline.taxonomy import Taxonomy, TaxonomyError, link_topics

TABLE = """\
uri,label,alternative labels
u:1,e-commerce,commerce en ligne | boutique en ligne
u:2,Aviculture,élevage de volailles
u:3,comptabilité générale,
u:4,"gestion de l'eau, des sols","eaux et sols; gestion hydrique"
u:5,couture,coupe
u:6,coupe,taille des arbres
u:7,entrepreneuriat social,
u:8,régie,régie de spectacle
u:9,régie,régie de recettes municipales
"""


@pytest.fixture(scope="module")
def taxonomy(tmp_path_factory: pytest.TempPathFactory) -> Taxonomy:
    path = tmp_path_factory.mktemp("taxonomy") / "table.csv"
    path.write_text(TABLE, encoding="utf-8")
    return Taxonomy.load(path)


@pytest.mark.parametrize(
    ("name", "uri"),
    [
        ("commerce électronique", "u:1"),
        ("vente en ligne", "u:1"),
        ("boutiques en ligne", "u:1"),
        ("aviculture", "u:2"),
        ("Élevage de la volaille", "u:2"),
        ("gestion de l’eau, des sols", "u:4"),
        ("gestion hydrique", "u:4"),
        ("coupe", "u:6"),
    ],
)
def test_a_label_in_any_inflection_or_variant_links_with_score_one(
    taxonomy: Taxonomy, name: str, uri: str
) -> None:
    link = taxonomy.link(name)
    assert link is not None
    assert (link["uri"], link["score"]) == (uri, 1.0)


def test_a_slip_of_spelling_links_with_a_lower_score(taxonomy: Taxonomy) -> None:
    link = taxonomy.link("entrepreneuriat soccial")
    assert link is not None
    assert (link["uri"], link["label"]) == ("u:7", "entrepreneuriat social")
    assert 0.9 <= link["score"] < 1


@pytest.mark.parametrize(
    "name",
    [
        "apiculture",
        "comptabilité",
        "comptabilité générale et fiscale",
        "comptabilité minérale",
        "écriture",
        "",
        "de",
    ],
)
def test_a_broader_narrower_or_other_subject_is_not_linked(taxonomy: Taxonomy, name: str) -> None:
    assert taxonomy.link(name) is None


def test_the_domain_decides_between_concepts_of_one_name_and_bars_mere_likeness() -> None:
    table = Taxonomy(
        [("u:1", "métré", ["quantités"]), ("u:2", "récolte", ["quantités"]), ("u:3", "soudures navales", [])]
    )
    link = table.link("quantités", "agriculture")
    assert link is not None
    assert link["uri"] == "u:2"
    assert table.link("soudures navalles", "industrie et maintenance") is not None
    assert table.link("soudures navalles", "santé") is None


def test_topics_of_documents_and_events_get_their_concept(taxonomy: Taxonomy) -> None:
    topic = Filler(text="Couture", start=0, end=7, label="TOPIC", name="couture")
    other = Filler(text="coupe", start=8, end=13, label="ORG", name="coupe")
    event = Event(type="training", roles={"topic": [topic], "partner": [other]})
    entities = [
        Entity(id="TOPIC-1", label="TOPIC", name="tissage"),
        Entity(id="ORG-1", label="ORG", name="coupe"),
    ]
    entities.append(Entity(id="TOPIC-2", label="TOPIC", name="coupe"))
    document = Document(id="a", text="Couture coupe", entities=entities, events=[event])
    linked = link_topics(document, taxonomy)
    assert [entity.concept for entity in linked.entities] == [
        None,
        None,
        {"uri": "u:6", "label": "coupe", "score": 1.0},
    ]
    assert linked.events == [link_topics(event, taxonomy)]
    assert linked.events[0].roles["topic"][0].concept == {"uri": "u:5", "label": "couture", "score": 1.0}
    assert linked.events[0].roles["partner"] == [other]
    assert document.entities[2].concept is None


def test_the_columns_of_a_published_thesaurus_are_known(tmp_path: Path) -> None:
    path = tmp_path / "skills.csv"
    header = "conceptType\tpreferredLabel\taltLabels\tconceptUri\n"
    text = header + 'Skill\ttissage\t"art du tissage\ntissage manuel"\tu:1\n'
    path.write_text("\ufeff" + text, encoding="utf-8")
    link = Taxonomy.load(path).link("tissage manuel")
    assert link == {"uri": "u:1", "label": "tissage", "score": 1.0}


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "no column 'uri' in the header"),
        (b"uri,name\nu:1,a\n", "no column 'label' in the header .'uri', 'name'."),
        (b"uri,label\n", "no concept below the header"),
        (b"uri,label\nu:1,a\n\nu:2\n", "line 4: no label in .'u:2'."),
        (b"uri,label\n,a\n", "line 2: no uri"),
        (b"uri,label\nu:1,caf\xe9\n", "not UTF-8"),
        (b'uri,label\nu:1,"' + b"a" * 200_000, "is a quotation mark left open"),
        (None, "No such file"),
    ],
)
def test_an_unreadable_table_is_refused_in_one_sentence(
    tmp_path: Path, content: bytes | None, message: str
) -> None:
    path = tmp_path / "table.csv"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(TaxonomyError, match=message) as error:
        Taxonomy.load(path)
    assert str(path) in str(error.value)
    assert "\n" not in str(error.value)
