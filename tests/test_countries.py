import re

import pytest

from pipeline import countries, lexicon


@pytest.mark.parametrize(
    ("phrase", "code"),
    [
        ("Togo", "TG"),
        ("du Bénin", "BJ"),
        ("ETATS-UNIS", "US"),
        ("la Côte d’Ivoire", "CI"),
        ("togolaises", "TG"),
        ("Burkinabè", "BF"),
        ("ivoiriens", "CI"),
        ("nigérian", "NG"),
        ("nigérien", "NE"),
        ("grecque", "GR"),
        ("Lomé", "TG"),
        ("le Caire", "EG"),
        ("les EAU", "AE"),
        ("la R.D.C.", "CD"),
    ],
)
def test_country_of_names_demonyms_and_towns(phrase: str, code: str) -> None:
    assert countries.country_of(phrase) == code


@pytest.mark.parametrize(
    "phrase", ["congolais", "l'Eau", "Congo", "Tripoli", "coréenne", "nice", "man", "l'Etat", "en", ""]
)
def test_country_of_is_silent_where_the_word_does_not_decide(phrase: str) -> None:
    assert countries.country_of(phrase) is None


def test_an_ambiguous_demonym_is_decided_by_the_countries_of_the_text() -> None:
    assert countries.country_in("congolaises", {"CG", "FR"}) == "CG"
    assert countries.country_in("congolaises", {"CG", "CD"}) is None
    assert countries.country_in("congolaises", set()) is None


def test_a_demonym_and_a_town_are_no_country_names() -> None:
    assert countries.is_country("Togo")
    assert not countries.is_country("togolais")
    assert not countries.is_country("Lomé")


def test_the_usual_name_leads_back_to_the_code() -> None:
    for row in lexicon.rows("countries"):
        assert re.fullmatch("[A-Z]{2}", row["code"])
        name = countries.usual_name(row["code"])
        assert name is not None
        assert row["code"] in countries.countries_of(name)
