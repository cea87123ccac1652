"""Intervals, comparison, floors."""

import json
from math import comb
from pathlib import Path

import numpy as np
import pytest

from pipeline.evaluation import floors
from pipeline.evaluation.intervals import bootstrap, compare
from pipeline.evaluation.scoring import Evaluation, evaluate
from pipeline.records import Document, Entity, Mention

TEXT = "Jean Martin"


def evaluation(right: list[bool]) -> Evaluation:
    """One gold mention a document; the prediction is right or empty."""
    found = [Entity(id="PER-1", label="PER", name="Jean", mentions=[Mention(text="Jean", start=0, end=4)])]
    return evaluate(
        (
            Document(id=str(n), text=TEXT, entities=found),
            Document(id=str(n), text=TEXT, entities=found if hit else []),
        )
        for n, hit in enumerate(right)
    )


def test_the_interval_of_a_share_is_that_of_the_binomial_distribution() -> None:
    # 30 of 100 right: resampled recall is binomial(100, 0.3) / 100.
    share = [comb(100, k) * 0.3**k * 0.7 ** (100 - k) for k in range(101)]
    low = next(k for k in range(101) if sum(share[: k + 1]) >= 0.025)
    high = next(k for k in range(101) if sum(share[: k + 1]) >= 0.975)
    assert (low, high) == (21, 39)
    found = bootstrap(evaluation([True] * 30 + [False] * 70), samples=4000)["entities.PER.recall"]
    assert found == pytest.approx((0.21, 0.39), abs=0.011)


def test_intervals_are_the_same_with_the_same_seed() -> None:
    scored = evaluation([True, False, True] * 30)
    assert bootstrap(scored, 300, seed=3) == bootstrap(scored, 300, seed=3)
    assert bootstrap(scored, 300, seed=3) != bootstrap(scored, 300, seed=4)


def test_one_document_has_no_interval() -> None:
    assert bootstrap(evaluation([True])) == {}


def test_p_of_six_documents_all_better_is_that_of_the_sign_test() -> None:
    # Of 2**6 ways to swap, only none and all give so large a difference: p = 2/64.
    compared = compare(evaluation([True] * 6), evaluation([False] * 6), trials=20000)
    assert compared["entities.PER.recall"].difference == 1
    assert compared["entities.PER.recall"].p == pytest.approx(2 / 64, abs=0.004)


def test_p_of_equal_predictions_is_1() -> None:
    same = evaluation([True, False, True])
    compared = compare(same, same, trials=50)
    assert all(each.p == 1 and each.difference == 0 for each in compared.values())


def test_comparison_asks_for_the_same_documents() -> None:
    with pytest.raises(ValueError, match="different documents"):
        compare(evaluation([True, True]), evaluation([True]))


def test_documents_are_paired_by_id_not_by_order() -> None:
    scored = evaluation([True, False, True, False])
    turned = Evaluation(scored.documents[::-1], scored.rows, scored.counts[::-1], scored.confusion)
    assert all(each.p == 1 for each in compare(scored, turned, trials=50).values())


def test_floors_are_read_from_an_option() -> None:
    assert floors.parse("entities.PER.f1=0.9, roles.micro.f1=1") == {
        "entities.PER.f1": 0.9,
        "roles.micro.f1": 1.0,
    }


@pytest.mark.parametrize("text", ["entities.PER.f1", "a=b", "a=90", "a=-0.1", "a="])
def test_a_floor_that_is_none_is_named(text: str) -> None:
    with pytest.raises(floors.FloorError, match="is no floor"):
        floors.parse(text)


def test_scores_under_their_floor() -> None:
    scores = {"a.f1": 0.5, "b.f1": float("nan")}
    assert floors.under(scores, {"a.f1": 0.5}) == []
    assert floors.under(scores, {"a.f1": 0.51}) == ["a.f1 is 0.5000, under its floor of 0.5100"]
    assert len(floors.under(scores, {"b.f1": 0.0})) == 1
    with pytest.raises(floors.FloorError, match=r"no measure 'a\.f2'; near it: a\.f1"):
        floors.under(scores, {"a.f2": 0.1})


def test_a_floor_falls_only_where_that_is_asked_for() -> None:
    pinned, measured = {"a": 0.9, "b": 0.5}, {"a": 0.8, "b": 0.61259, "c": np.nan}
    assert floors.revised(pinned, measured) == ({"a": 0.9, "b": 0.612}, ["b: 0.5 → 0.612"])
    lowered, moved = floors.revised(pinned, measured, lower=True)
    assert lowered == {"a": 0.8, "b": 0.612}
    assert moved == ["a: 0.9 → 0.8", "b: 0.5 → 0.612"]


def test_floors_hold_for_the_gold_they_were_set_on(tmp_path: Path) -> None:
    assert floors.load(tmp_path) == {}
    gold = tmp_path / "dev.jsonl"
    gold.write_text("{}\n", encoding="utf-8")
    entry = {"sha256": floors.digest(gold), "floors": {"entities.PER.f1": 0.9}}
    (tmp_path / "floors.json").write_text(json.dumps({"dev.jsonl": entry}), encoding="utf-8")
    assert floors.load(tmp_path) == {"dev.jsonl": {"entities.PER.f1": 0.9}}
    gold.write_text("{} \n", encoding="utf-8")
    with pytest.raises(floors.FloorError, match="not the gold"):
        floors.load(tmp_path)
