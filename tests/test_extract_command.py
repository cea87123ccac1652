import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
TEXT = "L'association Espoir a organisé lundi 27 mai 2019 à Lomé une formation en couture pour vingt femmes."


def chronique(
    *arguments: str | Path, stdin: bytes = b"", cwd: Path | None = None
) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "pipeline", "extract", *map(str, arguments)],
        input=stdin,
        capture_output=True,
        check=False,
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )


def news(folder: Path, *rows: object) -> Path:
    path = folder / "news.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def test_records_go_to_standard_output_and_messages_to_standard_error(tmp_path: Path) -> None:
    path = news(tmp_path, {"id": "a", "text": TEXT, "published": "2019-05-30", "x": 1}, {"id": "b"})
    done = chronique(path, "--emit", "documents", "--keep-meta")
    assert done.returncode == 1
    (document,) = map(json.loads, done.stdout.splitlines())
    assert (document["id"], document["text"], document["meta"]) == ("a", TEXT, {"x": 1})
    for entity in document["entities"]:
        for mention in entity["mentions"]:
            assert TEXT[mention["start"] : mention["end"]] == mention["text"]
    assert b"2 articles" in done.stderr
    assert b"missing-text 1" in done.stderr


def test_a_long_article_is_processed_in_passages_with_offsets_intact(tmp_path: Path) -> None:
    text = "\n\n".join([TEXT] * 40)
    out = tmp_path / "out" / "documents.jsonl"
    path = news(tmp_path, {"id": "long", "text": text}, {"id": "endless", "text": TEXT * 600})
    done = chronique(
        path,
        "--emit",
        "documents",
        "--max-chars",
        "1000",
        "-o",
        out,
        "--jobs",
        "2",
        "--metrics",
        tmp_path / "m",
    )
    assert done.returncode == 1, done.stderr
    (document,) = map(json.loads, out.read_text(encoding="utf-8").splitlines())
    mentions = [m for entity in document["entities"] for m in entity["mentions"]]
    assert max(m["start"] for m in mentions) > 3000
    assert all(text[m["start"] : m["end"]] == m["text"] for m in mentions)
    assert len({entity["id"] for entity in document["entities"]}) == len(document["entities"])
    (reject,) = map(json.loads, Path(f"{out}.rejects.jsonl").read_text(encoding="utf-8").splitlines())
    assert (reject["schema"], reject["id"], reject["reason"]) == (
        "chronique/reject@1",
        "endless",
        "over-long",
    )
    assert 'chronique_rejects_total{reason="over-long"} 1' in (tmp_path / "m").read_text(encoding="utf-8")
    again = chronique(path, "-o", out)
    assert again.returncode == 2
    assert b"--force" in again.stderr


def test_an_interrupted_run_says_how_to_resume(tmp_path: Path) -> None:
    path = news(tmp_path, *({"id": str(i), "text": TEXT} for i in range(2000)))
    out = tmp_path / "out.jsonl"
    command = [sys.executable, "-m", "pipeline", "extract", str(path), "-o", str(out), "--emit", "documents"]
    running = subprocess.Popen(command, stderr=subprocess.PIPE, cwd=ROOT)
    partial = Path(f"{out}.partial")
    while not (partial.exists() and partial.stat().st_size):
        assert running.poll() is None
        time.sleep(0.1)
    running.send_signal(signal.SIGTERM)
    _, stderr = running.communicate(timeout=60)
    assert running.returncode == 130
    assert b"--resume" in stderr
    assert not out.exists()


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["absent.txt"], "absent.txt"),
        (["a.doc"], "--format"),
        (["a.txt", "--published", "30 mai"], "ISO date"),
        (["a.txt", "--resume"], "-o"),
        (["news.csv"], "--text-field"),
        (["broken.jsonl.gz"], "corrupt-archive"),
        (["a.txt", "--emit", "nothing"], "nothing"),
        (["a.txt", "-o", "a.txt/out.jsonl"], "a.txt"),
        (["a.txt", "-o", "a.txt", "--force"], "INPUT and -o"),
        (["a.txt", "-o", "/dev/null", "--resume"], "-o"),
        (["a.txt", "--metrics", "absent/metrics"], "absent"),
        (["a.txt", "--timeout", "inf"], "--timeout"),
        (["empty"], "empty"),
        (["a.txt", "--taxonomy", "absent.csv"], "absent.csv"),
        (["a.txt", "--taxonomy", "news.csv"], "no column 'uri'"),
    ],
)
def test_wrong_usage_gets_one_sentence(tmp_path: Path, arguments: list[str], says: str) -> None:
    for name in ("a.doc", "a.txt"):
        (tmp_path / name).write_text(TEXT, encoding="utf-8")
    (tmp_path / "news.csv").write_text("id,contenu\n1,x\n", encoding="utf-8")
    (tmp_path / "broken.jsonl.gz").write_bytes(b"not gzip")
    (tmp_path / "empty").mkdir()
    done = chronique(*arguments, cwd=tmp_path)
    assert done.returncode == 2
    assert says in done.stderr.decode()
    assert b"Traceback" not in done.stderr
    assert done.stdout == b""


def test_a_closed_pipe_is_quiet(tmp_path: Path) -> None:
    path = news(tmp_path, *({"id": str(i), "text": TEXT} for i in range(500)))
    command = f"{sys.executable} -m pipeline extract {path} --emit documents --quiet | head -n 1"
    done = subprocess.run(["bash", "-c", command], capture_output=True, check=False, cwd=ROOT)
    assert len(done.stdout.splitlines()) == 1
    assert done.stderr == b""


def test_a_device_is_written_to_and_not_replaced(tmp_path: Path) -> None:
    path = news(tmp_path, {"id": "a", "text": TEXT})
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with subprocess.Popen(["cat", pipe], stdout=subprocess.PIPE) as reader:
        assert chronique(path, "-o", pipe).returncode == 0
        told, _ = reader.communicate()
    assert json.loads(told)["document"]["id"] == "a"
    assert pipe.is_fifo()
    full = chronique(path, "-o", "/dev/full")
    assert (full.returncode, full.stderr.count(b"\n")) == (2, 1)
    assert b"No space left" in full.stderr


def test_messages_can_be_json(tmp_path: Path) -> None:
    done = chronique("-", "--format", "text", "--log-json", stdin=TEXT.encode(), cwd=tmp_path)
    assert done.returncode == 0
    (summary,) = map(json.loads, done.stderr.splitlines())
    assert (summary["level"], summary["articles"], summary["rejected"]) == ("info", 1, 0)


def test_a_run_with_another_thesaurus_does_not_resume(tmp_path: Path) -> None:
    path, table, out = news(tmp_path, {"id": "a", "text": TEXT}), tmp_path / "concepts.csv", tmp_path / "out"
    for label in ("couture", "tissage"):
        table.write_text(f"uri,label\nu:1,{label}\n", encoding="utf-8")
        done = chronique(path, "-o", out, "--resume", "--link", "--taxonomy", table)
    assert done.returncode == 2
    assert b"taxonomy was" in done.stderr
