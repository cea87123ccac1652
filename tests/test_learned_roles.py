from itertools import permutations

import pytest

import pipeline
from pipeline.assembly.role_features import Parts
from pipeline.assembly.role_model import RoleModel, role_model
from pipeline.records import Event, Filler


def test_probabilities_sum_up_to_one_and_follow_the_weights() -> None:
    model = RoleModel(("-", "organiser"), {"ORG before1=par": (0.0, 2.0)})
    chances = model.probabilities(["ORG before1=par", "a feature that it does not know"])
    assert sum(chances.values()) == pytest.approx(1)
    assert chances["organiser"] == pytest.approx(0.881, abs=0.001)
    assert model.probabilities([])["organiser"] == pytest.approx(0.5)


def test_the_order_of_features_does_not_matter_to_the_last_digit() -> None:
    weights = {"a": 0.1, "b": 0.2, "c": 0.3, "d": -0.6, "e": 1e-9}
    model = RoleModel(("-", "trainer"), {feature: (0.0, weight) for feature, weight in weights.items()})
    assert len({model.probabilities(order)["trainer"] for order in permutations(weights)}) == 1


def test_only_types_with_a_table_have_a_model() -> None:
    model = role_model("training")
    assert model is not None
    assert model.roles[0] == "-"
    assert role_model("visit") is None


def event(kind: str, **roles: str) -> Event:
    fillers = {role: [Filler(text="A", start=0, end=1, entity=entity)] for role, entity in roles.items()}
    return Event(type=kind, factuality="held", roles=fillers)


def test_an_entity_has_its_parts_in_other_events_only() -> None:
    first, second = event("training", trainer="PER-1"), event("training", trainer="PER-1")
    visit = event("visit", guest="PER-2")
    parts = Parts([first, second, visit])
    assert parts.elsewhere(first, "PER-1") == {"training.trainer"}
    assert parts.elsewhere(visit, "PER-2") == set()
    assert parts.elsewhere(first, "PER-2") == {"visit.guest"}
    assert parts.elsewhere(first, "PER-3") == set()


def test_who_organises_without_a_cue_is_told_with_the_rule_of_the_model() -> None:
    text = (
        "Compostage : vingt maraîchers en formation à Kandi\n\nUne formation en compostage a réuni mardi vingt "
        "maraîchers à Kandi. La Fondation Alafia a voulu par cette session relancer les jardins."
    )
    (training,) = pipeline.extract([{"id": "1", "text": text}])
    assert isinstance(training, Event)
    assert [filler.text for filler in training.roles["organiser"]] == ["Fondation Alafia"]
    assert "learned.organiser" in training.rules
