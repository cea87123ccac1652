"""`chronique evaluate` from outside: files in, tables or JSON out, one sentence for what does not fit."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from typer.testing import CliRunner

from pipeline.cli import app

TEXT = "Paul Dupont a formé des jeunes à Kara."
GOLD = {
    "id": "a",
    "text": TEXT,
    "entities": [{"label": "PER", "mentions": [{"start": 0, "end": 11}]}],
    "events": [{"type": "training", "roles": {"trainer": [{"start": 0, "end": 11}]}}],
}
SHARED = Path(__file__).resolve().parent.parent.parent / "shared"


def write(path: Path, *records: Any) -> Path:
    path.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    return path


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["evaluate", *map(str, arguments)])


def test_gold_may_leave_out_ids_names_and_wordings(tmp_path: Path) -> None:
    gold = write(tmp_path / "gold.jsonl", {**GOLD, "annotator": "x"})
    outcome = run(gold, gold, "--json")
    scores = json.loads(outcome.stdout)
    assert outcome.exit_code == 0
    assert scores["entities"]["PER"]["f1"] == scores["roles"]["trainer"]["relaxed"]["f1"] == 1
    assert scores["entities"]["PER"]["counts"]["correct"] == 1


def test_tables_and_errors_are_printed(tmp_path: Path) -> None:
    gold = write(tmp_path / "gold.jsonl", GOLD)
    predicted = write(tmp_path / "predicted.jsonl", {**GOLD, "entities": [], "events": []})
    outcome = run(gold, predicted, "--errors")
    assert "PER" in outcome.stdout
    assert "a\tPER\tmissed\tPER: Paul Dupont\t—" in outcome.stdout


def test_event_records_are_predictions_too(tmp_path: Path) -> None:
    gold = write(tmp_path / "gold.jsonl", GOLD, {**GOLD, "id": "b", "events": []})
    record = {"schema": "chronique/event@1", "document": {"id": "a"}, "type": "training", "roles": {}}
    outcome = run(gold, write(tmp_path / "events.jsonl", record), "--json")
    scores = json.loads(outcome.stdout)
    assert scores["events"]["training"]["f1"] == 1
    assert "entities" not in scores
    assert "event records" in outcome.stderr


def changed(**more: Any) -> dict[str, Any]:
    return {**GOLD, **more}


@pytest.mark.parametrize(
    ("gold", "predicted", "words"),
    [
        ([GOLD], [changed(id="b")], ["'a'", "no prediction"]),
        ([GOLD, GOLD], [GOLD], ["'a'", "twice", "gold"]),
        ([GOLD], [changed(text=TEXT + " Oui.")], ["'a'", "another text", "character 38"]),
        (
            [GOLD],
            [changed(entities=[{"label": "PER", "mentions": [{"start": 30, "end": 99}]}])],
            ["30–99", "beyond"],
        ),
        (
            [GOLD],
            [changed(entities=[{"label": "PER", "mentions": [{"start": 9, "end": 3}]}])],
            ["before its start"],
        ),
        ([changed(entities=[{"label": "DOG", "mentions": []}])], [GOLD], ["line 1", "'DOG'"]),
        (
            [changed(entities=[{"label": "PER", "mentions": [{"start": 0, "end": 4, "text": "Jean"}]}])],
            [GOLD],
            ["0–4", "'Paul'", "'Jean'"],
        ),
        ([{"id": "a"}], [GOLD], ["line 1", "'text'"]),
        ([[1]], [GOLD], ["line 1", "list"]),
        ([], [GOLD], ["gold holds no document"]),
    ],
)
def test_a_file_that_does_not_fit_gets_one_clear_sentence(
    tmp_path: Path, gold: list[Any], predicted: list[Any], words: list[str]
) -> None:
    outcome = run(write(tmp_path / "gold.jsonl", *gold), write(tmp_path / "predicted.jsonl", *predicted))
    assert outcome.exit_code == 2
    assert len(outcome.stderr.splitlines()) == 1
    for word in words:
        assert word in outcome.stderr


def test_a_line_that_is_no_json_is_named(tmp_path: Path) -> None:
    gold = write(tmp_path / "gold.jsonl", GOLD)
    (tmp_path / "predicted.jsonl").write_text('{"id": "a",\n', encoding="utf-8")
    outcome = run(gold, tmp_path / "predicted.jsonl")
    assert outcome.exit_code == 2
    assert "line 1" in outcome.stderr
    assert "not JSON" in outcome.stderr


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    outcome = run(tmp_path / "gold.jsonl", tmp_path / "predicted.jsonl")
    assert outcome.exit_code == 2
    assert "gold.jsonl: no such file or directory" in outcome.stderr


@pytest.mark.parametrize("name", ["seed", "web-dev"])
def test_shared_gold_against_itself_is_1(name: str) -> None:
    path = SHARED / name / "gold.jsonl"
    if not path.is_file():
        pytest.skip("../shared is not there")
    scores = json.loads(run(path, path, "--json").stdout)
    for family in ("entities", "events", "roles"):
        assert scores[family]["micro"]["f1"] == scores[family]["macro"]["f1"] == 1


def test_a_score_under_its_floor_is_exit_code_3(tmp_path: Path) -> None:
    gold = write(tmp_path / "gold.jsonl", GOLD)
    predicted = write(tmp_path / "predicted.jsonl", {**GOLD, "entities": []})
    assert run(gold, gold, "--fail-under", "entities.PER.f1=1").exit_code == 0
    outcome = run(gold, predicted, "--fail-under", "entities.PER.f1=0.9,roles.micro.f1=0.9")
    assert outcome.exit_code == 3
    assert "entities.PER.f1 is 0.0000, under its floor of 0.9000" in outcome.stderr
    wrong = run(gold, gold, "--fail-under", "entities.PERS.f1=1")
    assert wrong.exit_code == 2
    assert "'entities.PERS.f1'" in wrong.stderr


def test_comparison_intervals_and_page(tmp_path: Path) -> None:
    records = [{**GOLD, "id": str(n)} for n in range(4)]
    gold = write(tmp_path / "gold.jsonl", *records)
    other = write(tmp_path / "other.jsonl", *({**record, "entities": []} for record in records))
    page = tmp_path / "report.html"
    outcome = run(gold, gold, "--compare", other, "--json", "--html", page)
    scores = json.loads(outcome.stdout)
    assert scores["compare"]["entities.PER.f1"]["difference"] == 1
    assert 0.05 < scores["compare"]["entities.PER.f1"]["p"] < 0.2  # 2 of 2**4 swaps
    assert scores["entities"]["PER"]["interval"]["f1"] == [1, 1]
    assert page.read_text(encoding="utf-8").startswith("<!doctype html>")


def test_errors_of_labels_that_the_gold_never_annotates_are_not_listed(tmp_path: Path) -> None:
    place = {"label": "LOC", "mentions": [{"start": 33, "end": 37}]}
    gold = write(tmp_path / "gold.jsonl", GOLD)
    predicted = write(tmp_path / "predicted.jsonl", {**GOLD, "entities": [*GOLD["entities"], place]})
    page = tmp_path / "report.html"
    assert json.loads(run(gold, predicted, "--json", "--errors", "--html", page).stdout)["errors"] == []
    assert "<article" not in page.read_text(encoding="utf-8")
    listed = json.loads(run(gold, predicted, "--json", "--errors", "--labels", "PER,LOC").stdout)["errors"]
    assert [(error["kind"], error["subject"]) for error in listed] == [("spurious", "LOC")]


def test_markup_and_control_characters_stay_text(tmp_path: Path) -> None:
    events = [{"type": "[red]x[/red]", "roles": {"[b]": [{"start": 0, "end": 4}]}}]
    text = "Paul\x1b[31m parle."
    found = [{"label": "PER", "mentions": [{"start": 0, "end": 9}]}]
    gold = write(tmp_path / "gold.jsonl", {"id": "a", "text": text, "entities": found, "events": events})
    predicted = write(tmp_path / "p.jsonl", {"id": "a", "text": text, "entities": [], "events": []})
    outcome = run(gold, predicted, "--errors")
    assert "[red]x[/red]" in outcome.stdout
    assert "\x1b" not in outcome.stdout
