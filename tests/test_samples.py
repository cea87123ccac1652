"""The sample articles, and their records in samples/events.jsonl, which the README shows."""

import json
from pathlib import Path

import jsonschema
import pytest

from pipeline.records import Event

SAMPLES = Path(__file__).resolve().parent.parent / "samples"
ARTICLES = {
    article["id"]: article
    for article in map(json.loads, (SAMPLES / "articles.jsonl").read_text(encoding="utf-8").splitlines())
}
EVENTS = list(map(json.loads, (SAMPLES / "events.jsonl").read_text(encoding="utf-8").splitlines()))


def test_there_are_many_articles_and_some_tell_of_no_training() -> None:
    gold = map(json.loads, (SAMPLES / "gold" / "dev.jsonl").read_text(encoding="utf-8").splitlines())
    without = [d["id"] for d in gold if all(event["type"] != "training" for event in d["events"])]
    assert len(ARTICLES) >= 25
    assert len(without) >= 8


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event["id"])
def test_records_of_the_samples_validate_and_point_into_their_article(event: dict) -> None:
    jsonschema.validate(event, Event.model_json_schema())
    text = ARTICLES[event["document"]["id"]]["text"]
    fillers = [event["trigger"], event["date"], *event["place"]]
    fillers += [filler for role in event["roles"].values() for filler in role]
    for filler in filter(None, fillers):
        assert text[filler["start"] : filler["end"]] == filler["text"]
