import gzip
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import view_records as sample

from pipeline.formats.errors import FormatError
from pipeline.formats.records_in import read
from pipeline.links import web_address
from pipeline.records import Document, Event
from pipeline.view import render
from pipeline.view.payload import collect

HOSTILE = "</script><script>alert(1)</script><!--<img src=x onerror=alert(2)>\"'&amp;\u2028${title}"


def data_of(page: str) -> dict[str, Any]:
    (found,) = re.findall(r'<script type="application/json" id="data">(.*?)</script>', page, re.DOTALL)
    loaded: dict[str, Any] = json.loads(found)
    return loaded


def test_an_article_stands_once_and_its_events_point_to_it() -> None:
    whole = Document.model_validate(sample.document(3))
    alone = Event.model_validate(sample.event(3))
    other = Event.model_validate(sample.event(4))
    payload = collect([alone, other, whole])
    assert [item["id"] for item in payload["documents"]] == ["article-00003", "article-00004"]
    assert payload["documents"][0]["text"] == whole.text
    assert "text" not in payload["documents"][1]
    assert [(item["id"], item["doc"]) for item in payload["events"]] == [("evt_00003", 0), ("evt_00004", 1)]


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        ("https://journal.example/a", True),
        ("HTTP://journal.example", True),
        ("javascript:alert(1)", False),
        (" javascript:alert(1)", False),
        ("data:text/html,<script>", False),
        ("//journal.example", False),
        ("https://", False),
        ("https://a.example/\r\nATTENDEE:x", False),
        ("http://[", False),
        (None, False),
    ],
)
def test_only_web_addresses_become_links(url: str | None, *, kept: bool) -> None:
    assert (web_address(url) == url) is (kept or url is None)


def test_no_record_can_leave_its_json() -> None:
    record = sample.document(1)
    record["title"] = record["events"][0]["name"] = record["id"] = HOSTILE
    record["url"] = "javascript:alert(1)"
    page = render([Document.model_validate(record)], title=HOSTILE)
    data = data_of(page)
    assert data["documents"][0]["title"] == data["events"][0]["name"] == HOSTILE
    assert "url" not in data["documents"][0]
    assert page.count("<script") == page.count("</script>") == 3
    assert "<img" not in page
    assert "javascript:alert" not in page


def test_the_page_asks_for_nothing_from_outside() -> None:
    page = render([Document.model_validate(sample.document(1))])
    outside = re.findall(r"""(?:src|href)\s*=\s*["'][^#"']|url\(|@import|fetch\(|XMLHttpRequest""", page)
    assert outside == []
    assert "default-src 'none'" in page


def test_both_languages_have_the_same_wordings() -> None:
    words = json.loads(Path("pipeline/view/assets/words.json").read_text(encoding="utf-8"))

    def shape(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: shape(item) for key, item in value.items()}
        return sorted(re.findall(r"\{\w+\}", value)) if isinstance(value, str) else len(value)

    assert shape(words["fr"]) == shape(words["en"])


def test_the_scripts_never_parse_text_as_markup() -> None:
    for path in Path("pipeline/view/assets").glob("*.js"):
        script = path.read_text(encoding="utf-8")
        assert not re.search(
            r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|Function\(", script
        )


def write(path: Path, *records: dict[str, Any]) -> Path:
    path.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    return path


def test_records_of_both_kinds_are_read(tmp_path: Path) -> None:
    path = write(tmp_path / "r.jsonl", sample.document(1), sample.event(2))
    whole, alone = read([path])
    assert isinstance(whole, Document)
    assert isinstance(alone, Event)
    assert alone.document is not None
    assert alone.document.title == "Rennes se forme"


def test_compressed_records_are_read(tmp_path: Path) -> None:
    path = tmp_path / "r.jsonl.gz"
    path.write_bytes(gzip.compress(json.dumps(sample.event(2)).encode()))
    (alone,) = read([path])
    assert alone.id == "evt_00002"


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (b"{", "not JSON"),
        (b"\xff\xfe", "not JSON"),
        (b"[" * 100_000, "not JSON"),
        (b"3", "JSON object"),
        (b'{"schema": "chronique/event@1", "type": "visit"}', "document"),
        (b'{"schema": "chronique/event@1", "type": "visit", "document": {"id": "a", "title": 3}}', "title"),
        (b'{"id": "a", "text": "b", "entities": [{"label": "CITY", "name": "c"}]}', "label"),
    ],
)
def test_a_line_that_is_no_record_is_named(tmp_path: Path, line: bytes, told: str) -> None:
    path = tmp_path / "r.jsonl"
    path.write_bytes(b"\n" + line)
    with pytest.raises(FormatError, match=f"line 2.*{told}"):
        list(read([path]))


def chronique(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "pipeline", *arguments],
        cwd=cwd, env={"PYTHONPATH": str(Path.cwd())}, capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_the_command_writes_the_page_and_does_not_overwrite_it(tmp_path: Path) -> None:
    write(tmp_path / "r.jsonl", sample.document(1))
    first = chronique("view", "r.jsonl", "-o", "page.html", cwd=tmp_path)
    assert (first.returncode, first.stdout, first.stderr) == (0, "", "")
    page = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert data_of(page)["events"][0]["id"] == "evt_00001"
    second = chronique("view", "r.jsonl", "-o", "page.html", cwd=tmp_path)
    assert second.returncode == 2
    assert "--force" in second.stderr
    assert chronique("view", "r.jsonl", "-o", "page.html", "--force", cwd=tmp_path).returncode == 0


def test_the_command_says_what_is_wrong_with_its_input(tmp_path: Path) -> None:
    missing = chronique("view", "none.jsonl", "-o", "page.html", cwd=tmp_path)
    assert missing.returncode == 2
    assert missing.stderr.count("\n") == 1
    assert "none.jsonl" in missing.stderr
    assert not (tmp_path / "page.html").exists()


def test_reading_records_needs_no_spacy() -> None:
    code = "import sys, pipeline.view, pipeline.formats.records_in; sys.exit('spacy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
