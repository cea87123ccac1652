import json
from io import BytesIO
from pathlib import Path

import pytest

from pipeline.batch.linked import LinkedOutput
from pipeline.batch.manifest import Manifest
from pipeline.batch.outcome import Outcome
from pipeline.batch.output import FileOutput, StreamOutput
from pipeline.records import Document, DocumentReference, Event, Filler

MANIFEST = {"version": "1", "rules": "r", "settings": {}}


def reports() -> list[Event]:
    """Six reports in six articles, of two events by turns."""
    found = []
    for number in range(6):
        name = ("tissage", "couture")[number % 2]
        fillers = {
            "topic": [Filler(text=name, start=0, end=0, label="TOPIC", name=name)],
            "organiser": [Filler(text="Cercle", start=0, end=0, label="ORG", name=f"Cercle de {name}")],
        }
        date = {"text": "", "start": 0, "end": 0, "type": "DATE", "from": "2019-05-27", "to": "2019-05-27"}
        reference = DocumentReference(id=f"article {number}", published="2019-05-28")
        event = Event(id=f"evt_{number}", type="training", document=reference, roles=fillers)
        found.append(Event.model_validate({**event.model_dump(), "date": date}))
    return found


def outcome(event: Event) -> Outcome:
    return Outcome(records=[event.to_json()], digest=event.id.encode())


def same_as(lines: bytes) -> list[str | None]:
    return [json.loads(line)["same_as"] for line in lines.splitlines()]


def test_records_are_linked_as_they_are_written() -> None:
    stream = BytesIO()
    output = LinkedOutput(StreamOutput(Manifest(**MANIFEST), stream), "events")
    for event in reports():
        output.write(outcome(event))
    assert same_as(stream.getvalue()) == [None, None, "evt_0", "evt_1", "evt_0", "evt_1"]


@pytest.mark.parametrize("stop", [1, 3, 6])
def test_a_run_that_resumes_links_to_what_it_wrote_before(tmp_path: Path, stop: int) -> None:
    out = tmp_path / "out.jsonl"
    for events, finished in ((reports()[:stop], False), (reports()[stop:], True)):
        file = FileOutput(Manifest(**MANIFEST), out)
        file.open(force=False, resume=True)
        output = LinkedOutput(file, "events")
        for event in events:
            output.write(outcome(event))
        output.close(finished=finished)
    assert same_as(out.read_bytes()) == [None, None, "evt_0", "evt_1", "evt_0", "evt_1"]
    finished_output = FileOutput(Manifest(**MANIFEST), out)
    finished_output.open(force=False, resume=True)
    assert list(finished_output.written()) == []


def test_documents_are_linked_too() -> None:
    stream = BytesIO()
    output = LinkedOutput(StreamOutput(Manifest(**MANIFEST), stream), "documents")
    for event in (reports()[0], reports()[2]):
        assert event.document
        document = Document(id=event.document.id, published="2019-05-28", text="", events=[event])
        output.write(Outcome(records=[document.to_json()]))
    events = [json.loads(line)["events"][0] for line in stream.getvalue().splitlines()]
    assert [event["same_as"] for event in events] == [None, "evt_0"]
