"""A new event type is one file."""

from __future__ import annotations

from pathlib import Path

import pytest

import pipeline
from pipeline import resources
from pipeline.assembly import eventtypes, frames, gate, triggers
from pipeline.lexicon import LexiconError

APPOINTMENT = """
type = "appointment"
roles = ["appointee", "post"]
requires = [["appointee"]]

[[trigger]]
rule = "appointment.named"
pattern = "{pp:nommer}|{v:nommer}"

[[role.appointee]]
rule = "appointment.subject"
pattern = "(?:a été|est|ont été) {pp:nommer}"
take = "left"
accept = ["PER"]

[[role.post]]
rule = "appointment.post"
pattern = "{pp:nommer}"
take = "object"
"""


def test_a_fifth_type_needs_no_python(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "appointment.toml").write_text(APPOINTMENT, encoding="utf-8")
    types = (*eventtypes.event_types(), *eventtypes.event_types(tmp_path))
    for module in (frames, gate, triggers):
        monkeypatch.setattr(module, "event_types", lambda: types)
    nlp = pipeline.load()
    (event,) = nlp("Hier, Mme Awa Mensah a été nommée directrice du budget.")._.events
    assert event.type == "appointment"
    assert [filler.text for filler in event.roles["appointee"]] == ["Awa Mensah"]
    assert [filler.text for filler in event.roles["post"]] == ["directrice du budget"]


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ('type = "x"\nroles = []\ntriger = 1', "unknown key 'triger'"),
        (
            'type = "x"\nroles = ["a"]\n[[trigger]]\nrule = "r"\npattern = "p"\n[[role.b]]\nrule = "r"\npattern = "p"',
            "'b'",
        ),
        ('type = "x"\nroles = ["a"]\n[[trigger]]\nrule = "r"', "needs 'rule' and 'pattern'"),
    ],
)
def test_a_faulty_file_says_what_is_wrong(tmp_path: Path, text: str, complaint: str) -> None:
    (tmp_path / "x.toml").write_text(text, encoding="utf-8")
    with pytest.raises(LexiconError, match=complaint):
        eventtypes.event_types(tmp_path)


def test_the_shipped_types_are_those_of_the_contract() -> None:
    assert {t.name for t in eventtypes.event_types()} == {"training", "meeting", "agreement", "visit"}
    assert (resources.models() / "events").is_dir()
