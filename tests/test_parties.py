"""Meetings, agreements and visits: who stands on both sides of a verb, and which sentences are one event."""

from __future__ import annotations

import pytest
from spacy.language import Language

TOLD = [
    (
        "La ministre de la Pêche, Aïssata Kane, a reçu, hier dans son bureau, une délégation des mareyeurs.",
        ("meeting", "participant", ["Aïssata Kane", "délégation des mareyeurs"]),
    ),
    (
        "Une délégation des mareyeurs a été reçue en audience par le gouverneur de la région, Ali Bako.",
        ("meeting", "participant", ["délégation des mareyeurs", "Ali Bako"]),
    ),
    (
        "Le conseil communal de Malba a tenu le 20 décembre 2019 sa quatrième session ordinaire.",
        ("meeting", "participant", ["conseil communal de Malba"]),
    ),
    (
        "Le proviseur, M. Cyr Bako, et la direction de l'usine se retrouveront le 3 mai 2030 pour discuter du bail.",
        ("meeting", "participant", ["Cyr Bako", "direction de l'usine"]),
    ),
    (
        "Réunis en congrès le 3 mai 2019 à Sion, les délégués de l'Union vigneronne ont approuvé la fusion.",
        ("meeting", "participant", ["délégués de l'Union vigneronne"]),
    ),
    (
        "Paul Weber, président de la Ligue des potiers, et Ada Kay, directrice du Centre Arlon, ont signé un accord.",
        ("agreement", "party", ["Ligue des potiers", "Centre Arlon"]),
    ),
    (
        "Une convention sera signée le 3 mai 2030 entre la Fondation Yendu et le Port autonome.",
        ("agreement", "party", ["Fondation Yendu", "Port autonome"]),
    ),
    (
        "La directrice, Awa Sy, a été invitée à se rendre à Turin en mai 2031 pour présenter l'école.",
        ("visit", "guest", ["Awa Sy"]),
    ),
    (
        "Une délégation de la chambre de Cassel (Allemagne) a effectué, ce vendredi, une visite à Kindia.",
        ("visit", "guest", ["délégation de la chambre de Cassel"]),
    ),
    (
        "La Fondation Yendu est désormais liée à la mairie de Kara par une convention de trois ans.",
        ("agreement", "party", ["Fondation Yendu", "mairie de Kara"]),
    ),
]


@pytest.mark.parametrize(("text", "expected"), TOLD)
def test_actors_stand_on_both_sides_of_the_verb(
    text: str, expected: tuple[str, str, list[str]], nlp: Language
) -> None:
    kind, role, names = expected
    (event,) = [event for event in nlp(text)._.events if event.type == kind]
    assert [filler.text for filler in event.roles[role]] == names


@pytest.mark.parametrize(
    "text",
    [
        "Léo, 11 ans, a reçu la mission de ramasser les branches le 3 mai 2021.",
        "Le club de Lyon a reçu Marseille samedi 3 mai 2021.",
        "Des milliers de supporters se sont réunis le 4 juin 2022 au stade de Kara.",
    ],
)
def test_what_is_no_meeting(text: str, nlp: Language) -> None:
    assert not nlp(text)._.events


def test_both_parties_are_those_of_the_sentence_before(nlp: Language) -> None:
    text = "Le colonel Omar Hassan a accueilli hier, au siège, une mission des douanes de Fès. Les deux parties ont "
    events = nlp(text + "échangé sur la contrebande dans le corridor.")._.events
    meeting = next(event for event in events if event.type == "meeting")
    assert meeting.roles["participant"][0].text == "Omar Hassan"
    assert len(meeting.roles["participant"]) == 2


def test_a_demonstrative_that_takes_up_a_training_opens_no_meeting(nlp: Language) -> None:
    text = "Vingt potiers ont suivi une formation en émaillage à Kara. "
    events = nlp(text + "Ces assises ont réuni vingt potiers jusqu'au 4 juin 2022 à Kara.")._.events
    assert [event.type for event in events] == ["training"]
