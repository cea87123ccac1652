"""Files as other programs write them, and files that are wrong."""

import bz2
import gzip
import json
import lzma
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import zstandard
from click.testing import Result
from spacy.tokens import Doc, DocBin
from spacy.vocab import Vocab
from typer.testing import CliRunner

from pipeline.cli import app
from pipeline.formats.errors import FormatError, Losses
from pipeline.formats.registry import named, of_input, of_output
from pipeline.formats.timex import bounds
from pipeline.records import Document

TEXT = "Jean et Marie Curie forment 12 jeunes au tissage le 3 mai 2021."


def read(name: str, path: Path) -> tuple[list[Document], str]:
    losses = Losses()
    return list(named(name).read(path, losses)), losses.sentence("our records") or ""


def spans(document: Document) -> list[tuple[str, list[str]]]:
    return [(entity.label, [mention.text for mention in entity.mentions]) for entity in document.entities]


def convert(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["convert", *map(str, arguments)])


def write_json(path: Path, *values: Any) -> Path:
    path.write_text("\n".join(json.dumps(value) for value in values), encoding="utf-8")
    return path


def brat(folder: Path, *lines: str) -> Path:
    (folder / "a.txt").write_text(TEXT, encoding="utf-8")
    (folder / "a.ann").write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return folder


def test_brat_events_attributes_normalisations_and_relations(tmp_path: Path) -> None:
    folder = brat(
        tmp_path,
        "E1\tTraining:T2 Trainer:T1 Participant:T3 Topic2:T4 Date:T5",
        "T1\tPerson 8 19\tMarie Curie",
        "T2\tTraining 20 27\tforment",
        "T3\tFILLER 28 37\t12 jeunes",
        "T4\tTopic 41 48\ttissage",
        "T5\tDate 52 62\t3 mai 2021",
        "T6\tPerson 0 4\tJean",
        "A1\tFactuality E1 Planned",
        "A2\tNegation E1",
        "N1\tReference T5 TIMEX3:2021-05-03\t3 mai 2021",
        "N2\tReference T1 Wikidata:Q7186\tMarie Curie",
        "R1\tFamily Arg1:T1 Arg2:T6",
        "#1\tAnnotatorNotes T1\tà vérifier",
    )
    (document,), said = read("brat", folder)
    (event,) = document.events
    assert (event.type, event.factuality, event.trigger and event.trigger.text) == (
        "training",
        "planned",
        "forment",
    )
    assert {r: [f.text for f in some] for r, some in event.roles.items()} == {
        "trainer": ["Marie Curie"],
        "participant": ["12 jeunes"],
        "topic": ["tissage"],
    }
    assert event.roles["trainer"][0].label == "PER"
    assert event.date
    assert (event.date.first, event.date.last) == ("2021-05-03", "2021-05-03")
    assert document.entities[0].concept == {"uri": "Wikidata:Q7186", "label": "Marie Curie"}
    for lost in ("1 attributes named Negation", "1 notes", "1 relations named Family"):
        assert lost in said


def test_brat_keeps_the_fragments_of_discontinuous_spans(tmp_path: Path) -> None:
    folder = brat(tmp_path, "T1\tPER 0 4;14 19\tJean Curie", "T2\tPER 8 19\tMarie Curie")
    (document,), said = read("brat", folder)
    assert spans(document) == [("PER", ["Jean et Marie Curie"]), ("PER", ["Marie Curie"])]
    assert "discontinuous" in said
    again = tmp_path / "again"
    named("brat").save([document], again, Losses())
    assert (again / "a.ann").read_text(encoding="utf-8").startswith("T1\tPER 0 4;14 19\tJean Curie\n")


def test_brat_aliases_are_one_entity(tmp_path: Path) -> None:
    (document,), _ = read(
        "brat", brat(tmp_path, "T1\tPER 0 4\tJean", "T2\tPER 8 13\tMarie", "*\tAlias T1 T2")
    )
    assert spans(document) == [("PER", ["Jean", "Marie"])]


def test_a_document_id_never_leaves_the_folder(tmp_path: Path) -> None:
    folder = tmp_path / "inner"
    named("brat").save([Document(id="../../x", text="a"), Document(id="/y", text="b")], folder, Losses())
    assert {path.parent for path in tmp_path.rglob("*.ann")} == {folder}
    assert [document.id for document in read("brat", folder)[0]] == ["../../x", "/y"]


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ("B-PER O B-PER I-PER O", ["Jean", "Marie Curie"]),
        ("I-PER O I-PER I-PER O", ["Jean", "Marie Curie"]),  # IOB1
        ("U-PER O B-PER L-PER O", ["Jean", "Marie Curie"]),
        ("S-PER O B-PER E-PER O", ["Jean", "Marie Curie"]),  # BIOES
        ("B-PERS O B-PER B-PER O", ["Jean", "Marie", "Curie"]),
        ("B-MISC O I-PER I-ORG O", ["Marie", "Curie"]),
    ],
)
def test_conll_schemes(tmp_path: Path, tags: str, expected: list[str]) -> None:
    lines = [
        f"{w} X {t}" for w, t in zip(["Jean", "et", "Marie", "Curie", "parlent"], tags.split(), strict=True)
    ]
    path = tmp_path / "a.conll"
    path.write_text("-DOCSTART- -X- O\n\n" + "\n".join(lines) + "\n\nOui\tO\n", encoding="utf-8")
    (document,), said = read("conll", path)
    assert document.text == "Jean et Marie Curie parlent\nOui"
    assert [mention for _, mentions in spans(document) for mention in mentions] == expected
    assert ("MISC" in said) == ("MISC" in tags)
    assert "events" not in document.model_fields_set


def test_label_studio_counts_code_points_and_older_exports_utf16(tmp_path: Path) -> None:
    text = "💩 Jean parle"
    regions = [(2, 6), (3, 7)]
    for start, end in regions:
        value = {"start": start, "end": end, "text": "Jean", "labels": ["PER"]}
        done = {"result": [{"id": "r", "type": "labels", "value": value}]}
        task = {"id": 7, "data": {"text": text}, "annotations": [{"was_cancelled": True, "result": []}, done]}
        (document,), _ = read("labelstudio", write_json(tmp_path / "a.json", [task]))
        assert document.id == "7"
        assert spans(document) == [("PER", ["Jean"])]


def test_label_studio_predictions_are_written_where_asked_for(tmp_path: Path) -> None:
    records = write_json(tmp_path / "a.jsonl", {"id": "a", "text": TEXT, "entities": []})
    assert convert(records, tmp_path / "b.json", "--predictions").exit_code == 0
    (task,) = json.loads((tmp_path / "b.json").read_text(encoding="utf-8"))
    assert task["predictions"] == [{"result": []}]
    assert "annotations" not in task


def test_doccano_labels_as_triples_and_prodigy_answers(tmp_path: Path) -> None:
    path = write_json(
        tmp_path / "d.jsonl", {"id": 3, "text": TEXT, "label": [[0, 4, "PER"], [41, 48, "Craft"]]}
    )
    assert of_input(path).name == "doccano"
    (document,), said = read("doccano", path)
    assert (document.id, spans(document)) == ("3", [("PER", ["Jean"])])
    assert "1 mentions labelled Craft" in said
    span = {"start": 0, "end": 4, "label": "PERSON"}
    examples = [{"text": TEXT, "spans": [span], "answer": answer} for answer in ("accept", "reject")]
    path = write_json(tmp_path / "p.jsonl", *examples)
    assert of_input(path).name == "prodigy"
    (document,), said = read("prodigy", path)
    assert spans(document) == [("PER", ["Jean"])]
    assert "1 examples answered reject" in said


def test_prodigy_relations_may_name_spans_by_their_offsets(tmp_path: Path) -> None:
    trigger = {"start": 20, "end": 27, "label": "training", "token_start": 4, "token_end": 4}
    trainer = {"start": 8, "end": 19, "label": "PER", "token_start": 2, "token_end": 3}
    relation = {"head": 4, "child": 3, "head_span": trigger, "child_span": trainer, "label": "trainer"}
    path = write_json(
        tmp_path / "p.jsonl", {"text": TEXT, "spans": [trigger, trainer], "relations": [relation]}
    )
    (document,), _ = read("prodigy", path)
    assert document.events[0].roles["trainer"][0].text == "Marie Curie"


def test_timeml_reads_dates_whatever_else_is_marked(tmp_path: Path) -> None:
    path = tmp_path / "a.tml"
    path.write_text(
        '<?xml version="1.0"?><TimeML><DOCID>x</DOCID><DCT><TIMEX3 tid="t0" type="DATE" value="2021-05-04"'
        ' functionInDocument="CREATION_TIME">4 mai</TIMEX3></DCT><TEXT>Ils'
        ' <EVENT eid="e1">forment</EVENT> &amp; le'
        ' <TIMEX3 tid="t1" type="DATE" value="2021-05" mod="START">mois de <b>mai</b></TIMEX3>.</TEXT>'
        '<TLINK lid="l1"/></TimeML>',
        encoding="utf-8",
    )
    (document,), said = read("timeml", path)
    assert (document.id, document.published, document.text) == (
        "x",
        "2021-05-04",
        "Ils forment & le mois de mai.",
    )
    (date,) = document.entities
    assert (date.mentions[0].text, date.timex, date.first, date.last) == (
        "mois de mai",
        "2021-05",
        "2021-05-01",
        "2021-05-31",
    )
    assert "1 EVENT elements" in said
    assert "1 TIMEX3 attributes mod" in said


@pytest.mark.parametrize(
    ("value", "days"),
    [
        ("2021-05-03", ("2021-05-03", "2021-05-03")),
        ("2021-05-03T15:30", ("2021-05-03", "2021-05-03")),
        ("2024-02", ("2024-02-01", "2024-02-29")),
        ("2021", ("2021-01-01", "2021-12-31")),
        ("201", ("2010-01-01", "2019-12-31")),
        ("19", ("1900-01-01", "1999-12-31")),
        ("2019-W22", ("2019-05-27", "2019-06-02")),
        ("2019-W22-WE", ("2019-06-01", "2019-06-02")),
        ("2019-Q4", ("2019-10-01", "2019-12-31")),
        ("2019-H2", ("2019-07-01", "2019-12-31")),
        ("../2025-05-16", (None, "2025-05-16")),
        ("2025-05-12/2025-05", ("2025-05-12", "2025-05-31")),
        ("XXXX-05-27", (None, None)),
        ("2021-13-01", (None, None)),
        ("P3D", (None, None)),
        (None, (None, None)),
    ],
)
def test_the_days_of_a_timex_value(value: str | None, days: tuple[str | None, str | None]) -> None:
    assert bounds(value) == days


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.conll", "Jean PER\n", ["line 1", "'Jean PER'", "B-PER"]),
        ("a.conll", '# text = "Jean"\nPaul\tO\n', ["'Paul'", "does not follow"]),
        ("a.json", "[{}]", ["task 1", "data.text"]),
        ("a.json", "{", ["not JSON"]),
        ("a.spacy", "no", ["not a spaCy DocBin"]),
        ("a.tml", "<a>", ["not XML"]),
        ("a.ann", "T1\tPER 0 4\tJean\n", ["a.txt", "beside"]),
        (
            "a.jsonl",
            '{"id": "a", "text": "b", "entities": [{"start_offset": 0}]}',
            ["line 1", "'end_offset'"],
        ),
        ("a.jsonl", '{"text": "b", "spans": [{"start": 0, "end": 9, "label": "PER"}]}', ["beyond the text"]),
        ("a.xyz", "", ["'.xyz'", ".conll"]),
    ],
)
def test_a_wrong_file_gets_one_clear_sentence(
    tmp_path: Path, name: str, content: str, words: list[str]
) -> None:
    path = tmp_path / name
    path.write_text(content, encoding="utf-8")
    outcome = convert(path, tmp_path / "out.jsonl")
    assert outcome.exit_code == 2
    assert len(outcome.stderr.splitlines()) == 1
    for word in words:
        assert word in outcome.stderr
    assert not (tmp_path / "out.jsonl").exists()


def test_brat_lines_that_are_none(tmp_path: Path) -> None:
    with pytest.raises(FormatError, match=r"line 2: 'T2\\tPER'"):
        read("brat", brat(tmp_path, "T1\tPER 0 4\tJean", "T2\tPER"))
    with pytest.raises(FormatError, match="reach beyond"):
        read("brat", brat(tmp_path, "T1\tPER 60 90\tx"))


def test_nothing_is_written_over_unless_asked_for(tmp_path: Path) -> None:
    records = write_json(tmp_path / "a.jsonl", {"id": "a", "text": TEXT, "entities": []})
    (tmp_path / "b.conll").write_text("mine", encoding="utf-8")
    refused = convert(records, tmp_path / "b.conll")
    assert refused.exit_code == 2
    assert "--force" in refused.stderr
    assert (tmp_path / "b.conll").read_text(encoding="utf-8") == "mine"
    assert convert(records, tmp_path / "b.conll", "--force").exit_code == 0
    assert convert(records, records, "--force", "--to", "prodigy").exit_code == 0
    assert of_input(records).name == "prodigy"


def test_what_a_format_cannot_hold_is_said_in_one_line(tmp_path: Path) -> None:
    record = {
        "id": "a",
        "title": "t",
        "text": TEXT,
        "entities": [{"label": "PER", "mentions": [{"start": 0, "end": 4}, {"start": 8, "end": 13}]}],
        "events": [{"type": "visit"}],
    }
    outcome = convert(write_json(tmp_path / "a.jsonl", record), tmp_path / "a.conll")
    assert outcome.stderr.splitlines() == [
        (
            "chronique convert: CoNLL cannot hold, and these are left out: 1 document fields 'title',"
            " 1 events, 1 groupings of mentions into one entity"
        )
    ]


def test_evaluate_reads_other_formats(tmp_path: Path) -> None:
    folder = brat(tmp_path, "T1\tPER 0 4\tJean", "T2\tPER 8 19\tMarie Curie")
    predicted = write_json(
        tmp_path / "p.jsonl",
        {"text": TEXT, "meta": {"id": "a"}, "spans": [{"start": 0, "end": 4, "label": "PER"}]},
    )
    outcome = CliRunner().invoke(app, ["evaluate", str(folder), str(predicted), "--json"])
    assert json.loads(outcome.stdout)["entities"]["PER"]["recall"] == 1 / 2


def test_evaluate_says_which_layers_a_format_does_not_hold(tmp_path: Path) -> None:
    gold = write_json(
        tmp_path / "g.jsonl", {"id": "x", "text": "Jean", "entities": [], "events": [{"type": "visit"}]}
    )
    path = tmp_path / "p.conll"
    path.write_text('# id = "x"\nJean\tO\n', encoding="utf-8")
    outcome = CliRunner().invoke(app, ["evaluate", str(gold), str(path), "--json"])
    assert "events" not in json.loads(outcome.stdout)
    assert "CoNLL files, which hold no events" in outcome.stderr


def test_docbin_of_docs_that_the_pipeline_made(tmp_path: Path) -> None:
    raw = "Le <b>maire</b> de Kara"
    doc = Doc(Vocab(), words=["Le", "maire", "de", "Kara"], spaces=[True, True, True, False])
    starts = [0, 1, 2, *range(6, 11), *range(15, 23)]
    doc.user_data["chronique_raw"] = {"text": raw, "starts": starts, "ends": [at + 1 for at in starts]}
    doc.user_data["chronique_events"] = [
        {"type": "visit", "trigger": {"start": 6, "end": 11, "text": "maire"}}
    ]
    span = doc.char_span(12, 16, "LOC", span_id="places.list")
    doc.spans["chronique"] = [span]
    DocBin(docs=[doc], store_user_data=True).to_disk(tmp_path / "a.spacy")
    (document,), _ = read("docbin", tmp_path / "a.spacy")
    assert document.text == raw
    assert [(m.start, m.end, m.text, m.rule) for e in document.entities for m in e.mentions] == [
        (19, 23, "Kara", "places.list")
    ]
    assert document.events[0].trigger
    assert document.events[0].trigger.text == "maire"


def test_docbin_spans_that_were_corrected_count_more_than_the_record(tmp_path: Path) -> None:
    mention = {"start": 0, "end": 4}
    record = Document.model_validate(
        {
            "id": "a",
            "text": TEXT,
            "entities": [
                {"id": "PER-1", "label": "PER", "name": "J", "mentions": [{**mention, "text": "Jean"}]}
            ],
        }
    )
    path = tmp_path / "a.spacy"
    named("docbin").save([record], path, Losses())
    (doc,) = DocBin().from_disk(path).get_docs(Vocab())
    doc.spans["chronique"] = [doc.char_span(8, 19, "PER")]
    DocBin(docs=[doc], store_user_data=True).to_disk(path)
    (document,), said = read("docbin", path)
    assert (document.id, spans(document)) == ("a", [("PER", ["Marie Curie"])])
    assert "changed since" in said


DOCUMENT = Document.model_validate(
    {
        "id": "a",
        "text": TEXT,
        "entities": [
            {
                "id": "PER-1",
                "label": "PER",
                "name": "Marie Curie",
                "mentions": [{"text": "Marie Curie", "start": 8, "end": 19}],
            }
        ],
    }
)
COMPRESS: dict[str, Callable[[bytes], bytes]] = {
    ".gz": gzip.compress,
    ".bz2": bz2.compress,
    ".xz": lzma.compress,
    ".zst": zstandard.compress,
}


@pytest.mark.parametrize("compression", COMPRESS)
@pytest.mark.parametrize("name", ["a.jsonl", "a.conll", "a.json", "a.spacy"])
def test_compressed_files_are_read_as_what_they_hold(tmp_path: Path, name: str, compression: str) -> None:
    plain = tmp_path / name
    of_output(plain).save([DOCUMENT], plain, Losses())
    packed = tmp_path / f"{name}{compression}"
    packed.write_bytes(COMPRESS[compression](plain.read_bytes()))
    (found,) = of_input(packed).read(packed, Losses())
    assert spans(found) == [("PER", ["Marie Curie"])]
    evaluated = CliRunner().invoke(app, ["evaluate", str(plain), str(packed), "--samples", "0", "--json"])
    assert evaluated.exit_code == 0, evaluated.stderr
    assert json.loads(evaluated.stdout)["entities"]["PER"]["f1"] == 1


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (gzip.compress(DOCUMENT.to_json().encode())[:-12], "truncated-archive"),
        (b"no archive", "corrupt-archive"),
        (gzip.compress(b" " * 130_000_000), "zip-bomb"),
    ],
)
def test_archives_that_cannot_be_read_get_one_clear_sentence(
    tmp_path: Path, content: bytes, reason: str
) -> None:
    path = tmp_path / "a.json.gz"
    path.write_bytes(content)
    for arguments in (["convert", path, tmp_path / "a.jsonl"], ["evaluate", path, path]):
        outcome = CliRunner().invoke(app, [*map(str, arguments)])
        assert outcome.exit_code == 2
        assert len(outcome.stderr.splitlines()) == 1
        assert reason in outcome.stderr
