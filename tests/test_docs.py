"""The documentation is current: the record reference and the links between pages."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from pipeline import records

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
PAGES = sorted(DOCS.glob("*.md"))
TEXTS = [*PAGES, *ROOT.glob("*.md"), *(ROOT / "samples").rglob("*.md")]


def test_the_record_reference_is_what_the_models_say() -> None:
    script = "import runpy; print(runpy.run_path('docs/record_reference.py')['page'](), end='')"
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, check=True)
    current = (DOCS / "records.md").read_text(encoding="utf-8")
    assert done.stdout.decode() == current, "python docs/record_reference.py writes it anew"


@pytest.mark.parametrize(
    "model", [records.Event, records.Document, records.Entity, records.Filler, records.Reject]
)
def test_every_field_of_a_record_is_described(model: type[records.Record]) -> None:
    assert [name for name, field in model.model_fields.items() if not field.description] == []


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(path: Path) -> None:
    text = re.sub(r"^```.*?^```", "", path.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    targets = re.findall(r"\]\((?!\w+:)([^)#\s]+)", text)
    assert [target for target in targets if not (path.parent / target).exists()] == []


def test_the_labelling_interface_has_every_type_and_role() -> None:
    page = (DOCS / "annotation-loop.md").read_text(encoding="utf-8")
    labels, relations = (set(re.findall(rf'<{tag} value="(\w+)"', page)) for tag in ("Label", "Relation"))
    types = [tomllib.loads(path.read_text("utf-8")) for path in (ROOT / "models" / "events").glob("*.toml")]
    assert {each["type"] for each in types} <= labels
    assert {role for each in types for role in each["roles"]} <= relations
