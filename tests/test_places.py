import os
from pathlib import Path

import pytest

from pipeline.commands.places import Places, PlacesError
from pipeline.reading import read


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to be in, with news to read."""
    (tmp_path / "news.jsonl").write_text('{"id": "a", "text": "Bonjour."}\n', encoding="utf-8")
    (tmp_path / "folder").mkdir()
    (tmp_path / "link.jsonl").symlink_to("news.jsonl")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("places", "says"),
    [
        (Places(["news.jsonl"], "news.jsonl"), "'news.jsonl' is INPUT and -o in one"),
        (Places(["news.jsonl"], "./folder/../news.jsonl"), "INPUT and -o"),
        (Places(["link.jsonl"], "news.jsonl"), "INPUT and -o"),
        (Places(["news.jsonl"], "out", "news.jsonl"), "INPUT and --rejects"),
        (Places(["news.jsonl"], None, "news.jsonl"), "INPUT and --rejects"),
        (Places(["news.jsonl"], "out", None, Path("news.jsonl")), "INPUT and --metrics"),
        (Places(["folder"], "out", "out"), "'out' is -o and --rejects in one"),
        (Places(["folder"], "out", None, Path("out")), "-o and --metrics"),
        (Places(["folder"], "out", None, Path("out.manifest.json")), "-o and --metrics"),
        (Places(["news.jsonl"], "folder"), "'folder', given as -o, is a folder"),
        (Places(["news.jsonl"], "out", "folder"), "is a folder"),
        (Places(["news.jsonl"], ""), "given as -o is empty"),
        (Places([""]), "given as INPUT is empty"),
    ],
)
def test_places_that_would_destroy_something_are_refused(places: Places, says: str) -> None:
    with pytest.raises(PlacesError) as caught:
        places.check()
    assert says in str(caught.value)


def test_devices_pipes_and_stores_are_places_too(folder: Path) -> None:
    os.mkfifo(folder / "pipe")
    for out in (None, "/dev/null", "pipe"):
        places = Places(["-", "s3://news/2019"], out, "/dev/null")
        places.check()
        assert places.streams
    elsewhere = Places(["-"], "s3://news/out", "rejects")
    elsewhere.check()
    assert not elsewhere.streams


def test_an_output_beside_its_inputs_is_not_read(folder: Path) -> None:
    places = Places(["."], "events.jsonl")
    places.check()
    for name in ("events.jsonl", "events.jsonl.rejects.jsonl", "link.jsonl"):
        (folder / name).unlink(missing_ok=True)
        (folder / name).write_text('{"id": "x"}\n', encoding="utf-8")
    found = [item.source for item in read(["."], skip=[path for _, path in places.written()])]
    assert found == ["link.jsonl", "news.jsonl"]
