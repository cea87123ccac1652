"""Entity and date measures on cases whose arithmetic stands beside them."""

import pytest

from pipeline.evaluation.scoring import Settings, evaluate
from pipeline.records import Document, Entity, Mention

TEXT = "Marie Curie et Pierre Curie ont rencontré la Société des Gens à Paris le 27 mai 2019 au matin."


def entity(marked: str, label: str, start: int | None = None, **more: object) -> Entity:
    at = TEXT.index(marked) if start is None else start
    mention = Mention(text=TEXT[at : at + len(marked)], start=at, end=at + len(marked))
    return Entity(id=f"{label}-{at}", label=label, name=marked, mentions=[mention], **more)


def measured(
    gold: list[Entity], predicted: list[Entity], settings: Settings | None = None
) -> dict[str, float]:
    pair = Document(id="a", text=TEXT, entities=gold), Document(id="a", text=TEXT, entities=predicted)
    return evaluate([pair], settings).measures()


def test_the_five_counts_of_each_scheme() -> None:
    gold = [
        entity("Marie Curie", "PER"),
        entity("Pierre Curie", "PER"),
        entity("Société des Gens", "ORG"),
        entity("Paris", "LOC"),
    ]
    predicted = [
        entity("Marie Curie", "PER"),  # right
        entity("Curie", "PER", TEXT.index("Pierre") + 7),  # boundaries
        entity("Société des Gens", "LOC"),  # label
        entity("27 mai 2019", "LOC"),  # spurious; and Paris is missed
    ]
    scores = measured(gold, predicted)
    # strict: 1 correct (Marie Curie) of 4 predicted and 4 gold
    assert scores["entities.micro.precision"] == scores["entities.micro.recall"] == 1 / 4
    assert scores["entities.micro.f1"] == 1 / 4
    # exact: Marie Curie and Société des Gens
    assert scores["entities.micro.exact.f1"] == 2 / 4
    # partial: those two, and half of Pierre Curie
    assert scores["entities.micro.partial.f1"] == (2 + 1 / 2) / 4
    # type: Marie Curie, and Pierre Curie, which overlaps
    assert scores["entities.micro.type.f1"] == 2 / 4
    assert scores["entities.micro.overlap.f1"] == 2 / 4
    # PER: 1 of 2 strictly; partial (1 + 1/2) of 2
    assert scores["entities.PER.f1"] == 1 / 2
    assert scores["entities.PER.partial.f1"] == 1.5 / 2
    # LOC: Paris is missed, both LOCs are wrong; ORG: one gold, none predicted
    assert scores["entities.LOC.f1"] == 0
    assert scores["entities.ORG.f1"] == 0
    # macro strict over PER 1/2, ORG 0, LOC 0
    assert scores["entities.macro.f1"] == (1 / 2 + 0 + 0) / 3


def test_precision_recall_and_f1_differ_where_the_numbers_do() -> None:
    gold = [entity("Marie Curie", "PER"), entity("Pierre Curie", "PER"), entity("Gens", "PER")]
    scores = measured(gold, [entity("Marie Curie", "PER"), entity("Paris", "PER")])
    assert scores["entities.PER.precision"] == 1 / 2
    assert scores["entities.PER.recall"] == 1 / 3
    assert scores["entities.PER.f1"] == 2 / 5  # 2·1 correct over 2 predicted + 3 gold


def test_the_precision_of_a_label_is_the_share_of_what_was_predicted_with_it() -> None:
    gold = [entity("Marie Curie", "PER"), entity("Société des Gens", "ORG")]
    scores = measured(gold, [entity("Marie Curie", "ORG"), entity("Société des Gens", "ORG")])
    assert scores["entities.ORG.precision"] == 1 / 2
    assert scores["entities.ORG.recall"] == 1
    assert scores["entities.PER.recall"] == 0
    # Boundaries alone: every span is right.
    assert scores["entities.PER.exact.recall"] == scores["entities.ORG.exact.precision"] == 1


def test_half_open_spans_that_touch_do_not_overlap() -> None:
    gold = [entity("Marie", "PER"), entity(" Curie", "PER")]
    assert gold[0].mentions[0].end == gold[1].mentions[0].start
    scores = measured(gold, [entity("Marie", "PER")])
    # Marie is right, Curie is missed: no partial credit for a shared boundary.
    for scheme in ("", ".exact", ".partial", ".type", ".overlap"):
        assert scores[f"entities.PER{scheme}.precision"] == 1
        assert scores[f"entities.PER{scheme}.recall"] == 1 / 2
        assert scores[f"entities.PER{scheme}.f1"] == 2 / 3


def test_one_prediction_over_two_gold_mentions_counts_once() -> None:
    gold = [entity("Marie Curie", "PER"), entity("Pierre Curie", "PER")]
    scores = measured(gold, [entity("Marie Curie et Pierre Curie", "PER")])
    assert scores["entities.PER.partial.precision"] == 1 / 2  # half of one
    assert scores["entities.PER.partial.recall"] == 1 / 4  # half of one, of two
    assert scores["entities.PER.overlap.f1"] == 2 / 3  # 2·1 / (1 + 2)


def test_a_mention_is_paired_with_the_prediction_that_fits_best() -> None:
    gold = [entity("Marie Curie", "PER")]
    predicted = [entity("Marie", "ORG"), entity("Curie", "PER")]
    scores = measured(gold, predicted)
    assert scores["entities.PER.type.recall"] == 1
    assert scores["entities.PER.overlap.recall"] == 1


def test_what_the_gold_never_annotates_is_left_out_unless_asked_for() -> None:
    gold = [entity("Marie Curie", "PER")]
    predicted = [entity("Marie Curie", "PER"), entity("Paris", "LOC")]
    assert measured(gold, predicted)["entities.micro.f1"] == 1
    assert measured(gold, predicted, Settings(labels=("PER", "LOC")))["entities.micro.f1"] == 2 / 3
    # On a gold mention it is a wrong label all the same.
    assert measured(gold, [entity("Marie Curie", "LOC")])["entities.micro.precision"] == 0


def test_durations_count_only_where_the_gold_annotates_them() -> None:
    day = entity(
        "27 mai 2019", "DATE", type="DATE", timex="2019-05-27", first="2019-05-27", last="2019-05-27"
    )
    morning = entity("matin", "DATE", type="TIME", timex="2019-05-27TMO")
    assert measured([day], [day, morning])["entities.DATE.f1"] == 1
    assert measured([day, morning], [day, morning])["entities.DATE.f1"] == 1
    assert measured([day, morning], [day])["entities.DATE.f1"] == 2 / 3
    assert measured([day], [day, morning])["dates.end_to_end.f1"] == 1
    document = Document(id="a", text=TEXT, entities=[day])
    predicted = Document(id="a", text=TEXT, entities=[day, morning])
    evaluation = evaluate([(document, predicted)])
    assert evaluation.confusion["labels"] == {("DATE", "DATE"): 1}
    assert evaluation.notes == ["1 predicted DATE/TIME mentions are left out: the gold annotates none"]


def test_date_values() -> None:
    value = {"type": "DATE", "timex": "2019-05-27", "first": "2019-05-27", "last": "2019-05-27"}
    other = {**value, "timex": "2018-05-27", "first": "2018-05-27", "last": "2018-05-27"}
    gold = [entity("27 mai 2019", "DATE", **value), entity("matin", "DATE", **value)]
    predicted = [entity("27 mai 2019", "DATE", **other), entity("au matin", "DATE", **value)]
    scores = measured(gold, predicted)
    assert scores["dates.values.accuracy"] == scores["dates.timex.accuracy"] == 1 / 2
    assert scores["dates.end_to_end.f1"] == 0  # one span with a wrong value, one value on a wider span
    assert scores["dates.end_to_end.relaxed.f1"] == 1 / 2


def test_gold_without_date_values_asks_for_none() -> None:
    gold = [entity("27 mai 2019", "DATE")]
    predicted = [entity("27 mai 2019", "DATE", type="DATE", timex="2019-05-27")]
    assert "dates.values.accuracy" not in measured(gold, predicted)


@pytest.mark.parametrize("side", ["entities", "events"])
def test_a_layer_that_the_gold_lacks_is_not_scored(side: str) -> None:
    gold = Document.model_validate({"id": "a", "text": TEXT, side: []})
    predicted = Document(id="a", text=TEXT, entities=[entity("Paris", "LOC")])
    scores = evaluate([(gold, predicted)]).measures()
    assert ("entities.micro.f1" in scores) == (side == "entities")
