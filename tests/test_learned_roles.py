import pytest

import pipeline
from pipeline.assembly.role_model import RoleModel, role_model

TEXT = """Formation des maraîchers à Kandi

L'Union Alafia accompagne les producteurs depuis dix ans. Une formation en compostage s'est tenue mardi à Kandi
au profit de vingt maraîchers. Awa Bio, agronome, leur a montré comment retourner le tas.
"""


def read(text: str) -> object:
    return pipeline.load()(text)


def test_probabilities_sum_up_to_one_and_follow_the_weights() -> None:
    model = RoleModel(("-", "organiser"), {"ORG before1=par": (0.0, 2.0)})
    chances = model.probabilities(["ORG before1=par", "a feature that it does not know"])
    assert sum(chances.values()) == pytest.approx(1)
    assert chances["organiser"] == pytest.approx(0.881, abs=0.001)
    assert model.probabilities([])["organiser"] == pytest.approx(0.5)


def test_only_types_with_a_table_have_a_model() -> None:
    model = role_model("training")
    assert model is not None
    assert model.roles[0] == "-"
    assert role_model("visit") is None
