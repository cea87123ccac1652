from typing import Any

import pytest

from pipeline.assembly.factuality import Wording, factuality
from pipeline.records import Event

PUBLISHED = "2024-03-15"  # a Friday
LEAD = "L'association Rivages organise une formation en apiculture au profit de 20 femmes de Sotouboua."


def events(nlp: Any, *sentences: str, published: str | None = PUBLISHED) -> list[Event]:
    doc = nlp.make_doc(" ".join(sentences))
    doc._.published = published
    return list(nlp(doc)._.events)


def training(nlp: Any, *sentences: str, published: str | None = PUBLISHED) -> Event:
    return next(e for e in events(nlp, *sentences, published=published) if e.type == "training")


def days(event: Event) -> tuple[str | None, str | None] | None:
    return (event.date.first, event.date.last) if event.date else None


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        (
            "Ouverte lundi par le préfet, elle réunit 20 femmes. Les travaux prennent fin samedi.",
            ("2024-03-11", "2024-03-16"),
        ),
        ("Débutée le 4 mars, cette session a pris fin hier.", ("2024-03-04", "2024-03-14")),
        ("La cérémonie de clôture de la formation s'est tenue jeudi.", (None, "2024-03-14")),
        ("Le préfet a présidé, hier à Sotouboua, l'ouverture de la formation.", ("2024-03-14", None)),
        ("La formation s'est tenue du 4 au 8 du mois en cours.", ("2024-03-04", "2024-03-08")),
        ("La formation s'est tenue mercredi à l'ouverture du marché.", ("2024-03-13", "2024-03-13")),
        ("Les femmes ont reçu leurs attestations mercredi.", None),
        ("Après une session en janvier, elle s'est tenue mercredi.", ("2024-03-13", "2024-03-13")),
        ("Après une prière, elle s'est tenue mercredi.", ("2024-03-13", "2024-03-13")),
        ("La formation a pris fin mercredi par la remise des attestations.", (None, "2024-03-13")),
        ("Les femmes ont jusqu'au 22 mars pour s'inscrire.", None),
        ("Le 4 mars, au foyer de Sotouboua, s'est ouverte cette formation.", ("2024-03-04", None)),
        ("L'annonce a été faite le 13 mars au foyer de Sotouboua.", None),
        ("La formation a été décidée en conseil des ministres ce mercredi.", None),
        (
            "Les femmes la suivent depuis janvier. Le parcours s'achèvera le 26 mai.",
            ("2024-01-01", "2024-05-26"),
        ),
        (
            "La formation aura lieu à l'automne. Ces rencontres auront lieu les 2 et 9 octobre.",
            ("2024-10-02", "2024-10-09"),
        ),
    ],
)
def test_the_days_of_a_training(nlp: Any, told: str, expected: tuple[str | None, str | None] | None) -> None:
    assert days(training(nlp, LEAD, told)) == expected


def test_a_day_whose_year_nothing_tells_keeps_its_month_and_number(nlp: Any) -> None:
    date = training(nlp, LEAD, "La formation s'est tenue du 10 au 13 juin.", published=None).date
    assert date is not None
    assert (date.timex, date.first, date.last) == ("XXXX-06-10/XXXX-06-13", None, None)


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ("Une journée de formation en apiculture a réuni 20 femmes.", "P1D"),
        ("La formation, étalée sur deux ans, réunit 20 femmes.", "P2Y"),
        ("Au terme de cinq mois de formation, les femmes ont reçu des ruches.", "P5M"),
        ("Les femmes attendaient cette formation depuis cinq mois.", None),
        ("La formation compte quatre rencontres de trois heures.", None),
    ],
)
def test_how_long_a_training_lasts(nlp: Any, told: str, expected: str | None) -> None:
    assert training(nlp, LEAD, told).duration == expected


def test_the_term_of_a_convention_is_not_the_length_of_its_signing(nlp: Any) -> None:
    (agreement,) = events(
        nlp,
        "L'association Rivages et la mairie de Sotouboua ont signé lundi une convention d'une durée de 18 mois,"
        " qui sera évaluée avant le 15 juin.",
    )
    assert (agreement.duration, days(agreement)) == (None, ("2024-03-11", "2024-03-11"))


def test_what_happens_at_the_margin_of_what_is_held_has_not_the_day_of_what_is_planned(nlp: Any) -> None:
    found = events(
        nlp,
        "L'association Rivages a organisé du 4 au 8 mars une formation en apiculture au profit de 20 femmes.",
        "Une session identique se tiendra en septembre prochain à Kara.",
        "En marge de la cérémonie, la présidente, Awa Diop, s'est entretenue avec le préfet, Yao Kossi.",
    )
    meeting = next(event for event in found if event.type == "meeting")
    assert days(meeting) == ("2024-03-08", "2024-03-08")


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ("Elle se tient au niveau de l'auberge de jeunes de Sotouboua.", ["auberge de jeunes", "Sotouboua"]),
        ("Elle se tient dans l'enceinte du lycée technique de Sotouboua.", ["lycée technique", "Sotouboua"]),
        ("Elle se tient dans la commune de Sotouboua.", ["Sotouboua"]),
        ("Elle se tient à l'Université de Lomé.", ["Université de Lomé"]),
        ("Elle se tient à l'hôtel de Ville de Lomé.", ["hôtel de Ville", "Lomé"]),
        ("Du 4 au 8 mars, le foyer des jeunes, à Kara, a tenu lieu de classe.", ["foyer des jeunes", "Kara"]),
        ("C'est à Kara qu'elle se tient.", ["Kara"]),
        ("Elle se tient au Palm-Club, à Kara.", ["Palm-Club", "Kara"]),
        ("Elle se tient dans les lycées de Mopti, Gao et Kidal.", ["lycées", "Mopti", "Gao", "Kidal"]),
        (
            "Elle se tient dans trois villes du pays, à savoir Kara, Aného et Vogan.",
            ["Kara", "Aného", "Vogan"],
        ),
        ("Elle a eu pour cadre le foyer des jeunes, à Kara.", ["foyer des jeunes", "Kara"]),
        ("Elle se tient au foyer rural de la commune de Kara.", ["foyer rural", "Kara"]),
        ("Elle doit servir dans les écoles et les villages au Togo.", []),
        ("Elle est animée par Yao Kossi, avocat à Lomé.", []),
        ("Elle est portée par une association basée à Lomé.", []),
        ("Voilà 20 femmes à l'école du miel.", []),
    ],
)
def test_where_a_training_takes_place(nlp: Any, told: str, expected: list[str]) -> None:
    lead = "L'association Rivages organise lundi une formation en apiculture au profit de 20 femmes."
    assert [place.text for place in training(nlp, lead, told).place] == expected


@pytest.mark.parametrize(
    "told",
    [
        "Le maire de Sokodé a invité la directrice de l'Office du lait à une visite de travail au Ghana.",
        "Un tête-à-tête au Ghana, entre la ministre Awa Sow et le ministre Kofi Mensah, a eu lieu lundi.",
    ],
)
def test_a_country_behind_an_encounter_is_where_it_takes_place(nlp: Any, told: str) -> None:
    (event,) = events(nlp, told)
    assert [place.text for place in event.place] == ["Ghana"]


def test_whence_people_are_does_not_hide_who_they_are(nlp: Any) -> None:
    event = training(
        nlp,
        "Une formation en apiculture réunit 12 Togolais à Accra.",
        "Elle vise à former des agents et techniciens des services de l'élevage.",
    )
    texts = [filler.text for filler in event.roles["participant"]]
    assert texts == ["12 Togolais", "agents et techniciens des services de l'élevage"]


def test_what_is_only_wished_is_not_dated_by_the_day_of_the_wish(nlp: Any) -> None:
    wished = training(
        nlp,
        "La députée Awa Diop a demandé mercredi que les 20 agents de la mairie soient formés en apiculture.",
    )
    assert (wished.factuality, wished.date) == ("hypothetical", None)


@pytest.mark.parametrize(
    ("text", "last", "expected"),
    [
        ("l'association organise une formation", "2024-03-15", "ongoing"),
        ("la formation a fermé ses portes ce vendredi", "2024-03-15", "held"),
        ("la formation s'achève ce vendredi", "2024-03-15", "ongoing"),
        ("l'association a organisé une formation hier et aujourd'hui", "2024-03-15", "held"),
        ("la formation sera sanctionnée par un certificat", "2024-03-20", "ongoing"),
        ("l'association organise une formation", "2024-03-14", "held"),
    ],
)
def test_a_training_is_over_when_its_last_day_or_the_wording_says_so(
    text: str, last: str, expected: str
) -> None:
    date = {"timex": f"2024-03-11/{last}", "from": "2024-03-11", "to": last}
    assert factuality(Wording((text,)), date, None, PUBLISHED) == expected


NOTICE = """Stage de vannerie

Date : samedi 4 mai 2024, de 9 h à 17 h
Lieu : Maison des associations, Sotouboua
Public : jeunes sans emploi
Tarif : 2 000 F

L'association Rivages organise une journée de formation pratique, animée par Mme Awa Sow.

La première session, tenue le 3 février à Kara, avait fait salle comble avec 40 inscrits."""


def test_a_notice_is_dated_by_its_line_and_the_session_before_it_is_another_event(nlp: Any) -> None:
    found = [(e.factuality, days(e)) for e in events(nlp, NOTICE) if e.type == "training"]
    assert found == [
        ("planned", ("2024-05-04", "2024-05-04")),
        ("held", ("2024-02-03", "2024-02-03")),
    ]


REPORT = """Nouvelles de la vallée

Compost : on s'y met

Du 4 au 6 mars, vingt femmes de Kara ont été formées à la fabrication du compost par Mme Awa Sow.

Calcul : on ne lâche rien !

Les classes du soir de Bafilo ont rouvert. L'association y donne à 30 adultes des cours de calcul depuis le 11 mars."""


def test_a_report_tells_an_event_under_each_of_its_lines(nlp: Any) -> None:
    found = [e for e in events(nlp, REPORT) if e.type == "training"]
    assert [days(e) for e in found] == [("2024-03-04", "2024-03-06"), ("2024-03-11", None)]
    assert [e.roles["participant"][0].count for e in found] == [20, 30]


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        (
            "Elle se tient dans la salle Umoja, au chef-lieu de la province Rutana.",
            ["salle Umoja", "Rutana"],
        ),
        (
            "La formation a lieu dans l'ancien moulin de Tazert, dans la région de Drâa.",
            ["ancien moulin", "Tazert"],
        ),
        ("Elle se déroule à Mopti, Ségou et Gao.", ["Mopti", "Ségou", "Gao"]),
        ("La formation a réuni vingt femmes à La Rochelle.", ["La Rochelle"]),
        (
            "Elle est animée par Reine Houndjo, savonnière à Abomey. La formation se tient à Kétou.",
            ["Kétou"],
        ),
        ("La formation se tient à Kétou. La prochaine se tiendra à Savè.", ["Kétou"]),
        ("La formation se tient à Aflao avec l'ambassade d'Italie à Accra.", ["Aflao"]),
        ("Lieu : Espace Garonne, 12 rue des Lilas, Agen", ["Espace Garonne", "Agen"]),
        ("Elle suit une initiation à la direction d'orchestre.", []),
        ("La formation réunit vingt femmes au foyer.", []),
    ],
)
def test_the_place_of_a_training(nlp: Any, told: str, expected: list[str]) -> None:
    lead = "L'association Rivages organise une formation en apiculture du 4 au 8 mars 2024."
    doc = nlp(f"{lead}\n{told}")
    assert [p.text for p in next(e for e in doc._.events if e.type == "training").place] == expected


def test_a_place_told_before_is_pointed_at(nlp: Any) -> None:
    doc = nlp(
        "Dans la cour du foyer rural de Mende, on lit. Dix bénévoles y ont suivi une formation en conte."
    )
    assert [p.text for p in doc._.events[0].place] == ["foyer rural", "Mende"]


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ("La formation s'est faite en deux temps depuis octobre 2023.", 1),
        ("Le préfet est venu. " + LEAD, 1),
        ("La deuxième (du 6 au 10 mai) portera sur la pollinisation.", 2),
        ("Depuis la première session d'octobre 2022, les villages attendaient la suite.", 2),
        ("Les femmes avaient sollicité une formation en comptabilité à Kara.", 1),
    ],
)
def test_a_training_told_again_is_one_and_a_numbered_session_another(
    nlp: Any, told: str, expected: int
) -> None:
    found = events(nlp, LEAD, "Elle se tient du 11 au 15 mars.", told)
    assert sum(event.type == "training" for event in found) == expected
