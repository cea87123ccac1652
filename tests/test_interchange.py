import datetime as dt
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import view_records as sample
from hypothesis import given
from hypothesis import strategies as st

from pipeline.interchange import to_ics, to_jsonld
from pipeline.records import Document, Event


def event(**changes: Any) -> Event:
    return Event.model_validate(sample.event(3) | changes)


def graph(*records: Event | Document) -> list[dict[str, Any]]:
    loaded = json.loads("".join(to_jsonld(records)))
    assert loaded["@context"][0] == "https://schema.org"
    nodes: list[dict[str, Any]] = loaded["@graph"]
    return nodes


def entries(*records: Event | Document) -> list[dict[str, str]]:
    """The entries of a calendar, read as RFC 5545 says: lines end in CRLF, a leading blank continues one."""
    text = "".join(to_ics(records))
    assert text.endswith("\r\n")
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    lines = text.replace("\r\n ", "").split("\r\n")[:-1]
    assert (lines[0], lines[-1]) == ("BEGIN:VCALENDAR", "END:VCALENDAR")
    found: list[dict[str, str]] = []
    for line in lines[4:-1]:
        name, _, value = line.partition(":")
        if name == "BEGIN":
            found.append({})
        found[-1][name] = (
            value.replace("\\n", "\n").replace("\\,", ",").replace("\\;", ";").replace("\\\\", "\\")
        )
    return found


def test_a_training_is_an_education_event() -> None:
    (node,) = graph(Document.model_validate(sample.document(0)))
    assert node["@type"] == "EducationEvent"
    assert node["@id"] == "urn:chronique:evt_00000"
    assert node["startDate"] == node["endDate"] == "2017-01-05"
    assert node["organizer"] == [{"@type": "Organization", "name": "Agence Sikoro"}]
    assert node["attendee"] == [
        {"@type": "Organization", "name": "2 artisans", "chronique:count": 2, "chronique:approximate": False}
    ]
    assert node["about"] == [{"@type": "DefinedTerm", "name": "comptabilité", "inDefinedTermSet": "gestion"}]
    assert node["location"] == [
        {"@type": "Place", "name": "Lomé", "address": {"@type": "PostalAddress", "addressCountry": "TG"}}
    ]
    assert node["eventStatus"] == "https://schema.org/EventScheduled"
    assert node["subjectOf"]["url"] == "https://journal.example/0"


def test_facts_without_a_schema_org_word_keep_ours() -> None:
    (node,) = graph(
        event(type="award", factuality="hypothetical", roles={"jury": [{"text": "x", "start": 0, "end": 1}]})
    )
    assert node["@type"] == "Event"
    assert node["chronique:type"] == "award"
    assert node["chronique:jury"] == [{"@type": "Organization", "name": "x"}]
    assert node["chronique:factuality"] == "hypothetical"
    assert "eventStatus" not in node


def test_no_records_give_whole_files() -> None:
    assert graph() == []
    assert entries() == []


def test_a_dated_event_is_a_calendar_entry_of_whole_days() -> None:
    date = sample.event(3)["date"] | {"from": "2019-05-27", "to": "2019-05-29"}
    (entry,) = entries(event(date=date, factuality="negated", name="Droit, gestion; \\ ateliers"))
    assert entry["DTSTART;VALUE=DATE"] == "20190527"
    assert entry["DTEND;VALUE=DATE"] == "20190530"
    assert entry["STATUS"] == "CANCELLED"
    assert entry["SUMMARY"] == "Droit, gestion; \\ ateliers"
    assert entry["UID"] == "evt_00003@chronique"
    assert "Organisateur : Fondation Orrin" in entry["DESCRIPTION"].split("\n")
    assert entry["URL"] == "https://journal.example/3"


@pytest.mark.parametrize("first", [None, "201X", "2019-02-30"])
def test_an_event_without_a_first_day_is_not_in_the_calendar(first: str | None) -> None:
    assert entries(event(date=sample.event(3)["date"] | {"from": first})) == []


def test_the_last_day_there_is_has_no_day_after() -> None:
    (entry,) = entries(event(date=sample.event(3)["date"] | {"from": "9999-12-31", "to": None}))
    assert "DTEND;VALUE=DATE" not in entry


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1))
def test_no_text_breaks_the_formats(text: str) -> None:
    hostile = event(name=text, id=text, duration=text, type=text).model_copy()
    hostile.roles[text] = [*hostile.roles["topic"]]
    (entry,) = entries(hostile)
    assert set(entry) <= {
        "BEGIN", "END", "UID", "DTSTAMP", "DTSTART;VALUE=DATE", "DTEND;VALUE=DATE", "SUMMARY", "STATUS",
        "CATEGORIES", "TRANSP", "LOCATION", "DESCRIPTION", "URL",
    }  # fmt: skip
    (node,) = graph(hostile)
    assert node["name"] == text


def test_the_stamp_does_not_depend_on_the_clock() -> None:
    published = dt.date.fromisoformat(sample.event(3)["document"]["published"])
    (entry,) = entries(event())
    assert entry["DTSTAMP"] == f"{published:%Y%m%d}T000000Z"


def export(tmp_path: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    records = tmp_path / "records.jsonl"
    records.write_text(
        json.dumps(sample.document(3)) + "\n" + json.dumps(sample.event(4)) + "\n", encoding="utf-8"
    )
    return subprocess.run(
        [sys.executable, "-m", "pipeline", "export", str(records), *arguments],
        capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_the_suffix_chooses_the_format(tmp_path: Path) -> None:
    for name in ("e.jsonld", "e.ics"):
        assert export(tmp_path, "-o", str(tmp_path / name)).returncode == 0
    assert len(json.loads((tmp_path / "e.jsonld").read_text(encoding="utf-8"))["@graph"]) == 2
    assert (tmp_path / "e.ics").read_bytes().count(b"BEGIN:VEVENT\r\n") == 2


def test_export_refuses_unknown_suffixes_and_existing_files(tmp_path: Path) -> None:
    unknown = export(tmp_path, "-o", str(tmp_path / "e.docx"))
    assert unknown.returncode == 2
    assert ".jsonld" in unknown.stderr
    (tmp_path / "e.ics").write_text("mine", encoding="utf-8")
    assert export(tmp_path, "-o", str(tmp_path / "e.ics")).returncode == 2
    assert (tmp_path / "e.ics").read_text(encoding="utf-8") == "mine"


def test_a_broken_record_leaves_no_half_a_file(tmp_path: Path) -> None:
    (tmp_path / "broken.jsonl").write_text(json.dumps(sample.event(4)) + "\n{", encoding="utf-8")
    done = export(tmp_path, str(tmp_path / "broken.jsonl"), "-o", str(tmp_path / "e.ics"))
    assert done.returncode == 2
    assert "line 2" in done.stderr
    assert {path.name for path in tmp_path.iterdir()} == {"records.jsonl", "broken.jsonl"}
