import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
import stub_worker

from pipeline.batch import nursery
from pipeline.batch.manifest import Manifest, OutputError
from pipeline.batch.metrics import render
from pipeline.batch.outcome import Outcome
from pipeline.batch.output import FileOutput
from pipeline.batch.run import run
from pipeline.batch.supervisor import EngineError, Supervisor
from pipeline.batch.worker import Load, Settings
from pipeline.records import Article, Reject

QUICK = Settings(timeout=1.0, memory=1 << 30)


def supervisor(jobs: int = 2, load: Load = stub_worker.load, recycle: int = 1000) -> Supervisor:
    return Supervisor(QUICK, jobs, load, recycle)


def articles(*texts: str) -> list[Article]:
    return [Article(id=str(i), text=text, source="test", line=i) for i, text in enumerate(texts)]


def manifest(**settings: object) -> Manifest:
    return Manifest(version="1", rules="r", settings=settings)


def process(
    items: Iterable[Article | Reject], folder: Path, jobs: int = 2, **settings: object
) -> tuple[str, list[Reject]]:
    """Runs `items` to the end, resuming what lies in `folder`; gives the output's text and the rejects."""
    output = FileOutput(manifest(**settings), folder / "out.jsonl")
    output.open(force=False, resume=True)
    assert run(items, supervisor(jobs), output)
    lines = (folder / "out.jsonl.rejects.jsonl").read_text(encoding="utf-8").splitlines()
    return (folder / "out.jsonl").read_text(encoding="utf-8"), [
        Reject.model_validate_json(line) for line in lines
    ]


def ids(text: str) -> list[str]:
    return [json.loads(line)["id"] for line in text.splitlines()]


@pytest.mark.parametrize("jobs", [1, 3])
def test_outcomes_come_in_input_order(tmp_path: Path, jobs: int) -> None:
    items: list[Article | Reject] = [*articles("sleep 0.2", *["ok"] * 20)]
    items.insert(3, Reject(id="x", reason="bad-json", detail="d"))
    text, rejects = process(items, tmp_path, jobs)
    assert ids(text) == [str(i) for i in range(21)]
    assert [reject.id for reject in rejects] == ["x"]


@pytest.fixture(params=[True, False], ids=["forked", "spawned"])
def forks(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> bool:
    """Both ways in which workers come into being, whatever this system's own is."""
    monkeypatch.setattr(nursery, "FORKS", request.param)
    return bool(request.param)


POISON = {
    "exit now": "crash",
    "loop": "timeout",
    "hog": "timeout",
    "raise an error": "error",
    "allocate": "memory",
}


@pytest.mark.usefixtures("forks")
@pytest.mark.parametrize("text", POISON)
def test_a_poisonous_article_is_rejected_alone(tmp_path: Path, text: str) -> None:
    found, rejects = process(articles("ok", "ok", text, "ok", "ok"), tmp_path)
    assert ids(found) == ["0", "1", "3", "4"]
    (reject,) = rejects
    assert (reject.id, reject.source, reject.line, reject.reason) == ("2", "test", 2, POISON[text])
    assert reject.detail


def test_an_article_whose_worker_was_killed_from_outside_is_tried_again(tmp_path: Path) -> None:
    found, rejects = process(articles("ok", f"once {tmp_path / 'flag'}", "ok"), tmp_path)
    assert ids(found) == ["0", "1", "2"]
    assert rejects == []


def test_killed_workers_are_replaced_and_nothing_is_lost(tmp_path: Path) -> None:
    engine = supervisor()
    output = FileOutput(manifest(), tmp_path / "out.jsonl")
    output.open(force=False, resume=False)

    def kill_some() -> None:
        for _ in range(3):
            time.sleep(0.5)
            for pid in engine.pids()[:1]:
                os.kill(pid, signal.SIGKILL)

    killer = threading.Thread(target=kill_some)
    killer.start()
    assert run(articles(*["sleep 0.05"] * 80), engine, output)
    killer.join()
    assert ids((tmp_path / "out.jsonl").read_text(encoding="utf-8")) == [str(i) for i in range(80)]


def reasons(outcomes: Iterable[Outcome]) -> list[str]:
    return [outcome.reject.reason for outcome in outcomes if outcome.reject]


@pytest.mark.usefixtures("forks")
def test_all_processes_killed_at_once_are_replaced() -> None:
    items = articles(*["ok"] * 200, "exit now", "loop", "allocate", *["ok"] * 99)
    found = []
    with supervisor() as engine:
        for outcome in engine.outcomes(items):
            found.append(outcome)
            if len(found) in {50, 100}:
                for pid in engine.pids():
                    os.kill(pid, signal.SIGKILL)
    assert len(found) == len(items)
    assert reasons(found) == ["crash", "timeout", "memory"]


def test_workers_go_on_when_what_they_are_forked_from_is_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nursery, "FORKS", True)
    found = []
    with supervisor() as engine:
        for outcome in engine.outcomes(articles(*["ok"] * 20, "exit now", "loop", *["ok"] * 20)):
            found.append(outcome)
            if len(found) == 10:
                os.kill(engine.pids()[-1], signal.SIGKILL)
    assert reasons(found) == ["crash", "timeout"]


def test_forked_workers_are_replaced_without_loading_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(nursery, "FORKS", True)
    monkeypatch.setenv("STUB_LOADS", str(tmp_path / "loads"))
    with supervisor(jobs=1, load=stub_worker.counting, recycle=5) as engine:
        pids = {ids(outcome.records[0])[0] for outcome in engine.outcomes(articles(*["pid"] * 50))}
    assert len(pids) == 10
    assert (tmp_path / "loads").read_text(encoding="utf-8") == "loaded\n"


def test_nothing_outlives_a_run_or_its_parent(tmp_path: Path) -> None:
    with supervisor() as engine:
        list(engine.outcomes(articles(*["ok"] * 5)))
        pids = engine.pids()
    assert not any(map(alive, pids))
    told = tmp_path / "pids"
    parent = subprocess.Popen([sys.executable, "-c", PARENT, told], cwd=Path(__file__).parent)
    while not told.exists() or not told.read_text(encoding="utf-8").endswith("\n"):
        time.sleep(0.05)
    parent.kill()
    parent.wait()
    pids = [int(pid) for pid in told.read_text(encoding="utf-8").split()]
    deadline = time.monotonic() + 30
    while any(map(alive, pids)) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert len(pids) >= 2
    assert not any(map(alive, pids))


# A run that is killed while its workers are at work.
PARENT = """
import sys, time
from pathlib import Path
import stub_worker, test_batch as t
with t.supervisor() as engine:
    for outcome in engine.outcomes(t.articles("ok", *["sleep 0.1"] * 10_000)):
        Path(sys.argv[1]).write_text(" ".join(map(str, engine.pids())) + "\\n")
"""


def alive(pid: int) -> bool:
    """Whether a process is there and no mere entry in its parent's list."""
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="ascii").split(")")[1].split()[0] != "Z"
    except OSError:
        return False


def test_workers_are_recycled() -> None:
    with supervisor(jobs=1, recycle=2) as engine:
        pids = {ids(outcome.records[0])[0] for outcome in engine.outcomes(articles(*["pid"] * 5))}
    assert len(pids) == 3


def test_workers_that_cannot_start_are_an_error() -> None:
    for load, reason in ((stub_worker.failing, "no model here"), (stub_worker.dying, "exit code 9")):
        with pytest.raises(EngineError, match=reason), supervisor(load=load) as engine:
            list(engine.outcomes(articles("ok")))


def stop_after(items: Iterable[Article], count: int, number: int) -> Iterator[Article]:
    for index, item in enumerate(items):
        if index == count:
            os.kill(os.getpid(), number)
        yield item


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_stops_a_run_which_then_resumes_to_the_same_bytes(tmp_path: Path, number: int) -> None:
    items = articles(*["ok"] * 10, "raise x", *["ok"] * 10)
    whole = process(items, tmp_path / "whole") if (tmp_path / "whole").mkdir() is None else None
    output = FileOutput(manifest(), tmp_path / "out.jsonl")
    output.open(force=False, resume=False)
    assert not run(stop_after(items, 7, number), supervisor(), output)
    assert not (tmp_path / "out.jsonl").exists()
    done = output.manifest.counts.articles
    assert 0 < done <= 7
    with pytest.raises(OutputError, match="--resume"):
        FileOutput(manifest(), tmp_path / "out.jsonl").open(force=False, resume=False)
    assert process(items, tmp_path) == whole
    assert process(items, tmp_path) == whole


def interrupted(folder: Path, items: list[Article]) -> None:
    output = FileOutput(manifest(emit="events"), folder / "out.jsonl")
    output.open(force=False, resume=False)
    assert not run(stop_after(items, 5, signal.SIGTERM), supervisor(), output)


def test_resuming_with_anything_else_is_an_error(tmp_path: Path) -> None:
    items = articles(*["ok"] * 9)
    interrupted(tmp_path, items)
    with pytest.raises(OutputError, match="emit was 'events' and is now 'documents'"):
        process(items, tmp_path, emit="documents")
    with pytest.raises(OutputError, match="the input is not the one"):
        process(articles("other", *["ok"] * 8), tmp_path, emit="events")
    with pytest.raises(OutputError, match="the input is not the one"):
        process(items[:2], tmp_path, emit="events")
    assert len(ids(process(items, tmp_path, emit="events")[0])) == 9
    with pytest.raises(OutputError, match="more articles now"):
        process([*items, Article(id="new", text="ok")], tmp_path, emit="events")


def test_what_was_written_after_the_last_save_is_cut_off(tmp_path: Path) -> None:
    items = articles(*["ok"] * 9)
    interrupted(tmp_path, items)
    with (tmp_path / "out.jsonl.partial").open("ab") as file:
        file.write(b'{"id": "torn')
    assert ids(process(items, tmp_path, emit="events")[0]) == [str(i) for i in range(9)]


def test_a_lost_partial_file_or_a_broken_manifest_is_an_error(tmp_path: Path) -> None:
    items = articles(*["ok"] * 9)
    interrupted(tmp_path, items)
    (tmp_path / "out.jsonl.partial").write_bytes(b"")
    with pytest.raises(OutputError, match="missing or shorter"):
        process(items, tmp_path, emit="events")
    (tmp_path / "out.jsonl.manifest.json").write_text("{", encoding="utf-8")
    with pytest.raises(OutputError, match="cannot read the manifest"):
        process(items, tmp_path, emit="events")


def test_an_output_is_not_overwritten(tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    out.write_text("precious", encoding="utf-8")
    with pytest.raises(OutputError, match="--force"):
        FileOutput(manifest(), out).open(force=False, resume=False)
    with pytest.raises(OutputError, match="manifest is missing"):
        FileOutput(manifest(), out).open(force=False, resume=True)
    output = FileOutput(manifest(), out)
    output.open(force=True, resume=False)
    assert out.read_text(encoding="utf-8") == "precious"
    assert run(articles("ok"), supervisor(), output)
    assert ids(out.read_text(encoding="utf-8")) == ["0"]


def test_two_runs_do_not_share_an_output(tmp_path: Path) -> None:
    first = FileOutput(manifest(), tmp_path / "out.jsonl")
    first.open(force=False, resume=False)
    with pytest.raises(OutputError, match="another run"):
        FileOutput(manifest(), tmp_path / "out.jsonl").open(force=True, resume=False)
    rejects = tmp_path / "out.jsonl.rejects.jsonl"
    with pytest.raises(OutputError, match=r"another run is writing .*rejects"):
        FileOutput(manifest(), tmp_path / "other.jsonl", rejects).open(force=True, resume=False)
    first.abandon()


def test_a_full_disk_leaves_a_run_that_resumes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    items = articles(*["ok"] * 9)
    output = FileOutput(manifest(), tmp_path / "out.jsonl")
    output.open(force=False, resume=False)
    written = []

    def full(outcome: object) -> None:
        written.append(outcome)
        if len(written) == 4:
            raise OSError(28, "No space left on device")

    monkeypatch.setattr(output, "write", full)
    with pytest.raises(OSError, match="No space"):
        run(items, supervisor(), output)
    assert ids(process(items, tmp_path)[0]) == [str(i) for i in range(9)]


def test_metrics_are_prometheus_text(tmp_path: Path) -> None:
    output = FileOutput(manifest(), tmp_path / "out.jsonl")
    output.open(force=False, resume=False)
    run(articles("ok", "raise x"), supervisor(), output)
    text = render(output.manifest.counts, 2.0, {"workers": 5})
    assert 'chronique_articles_total{status="processed"} 1\n' in text
    assert 'chronique_rejects_total{reason="error"} 1\n' in text
    assert 'chronique_events_total{type="training"} 1\n' in text
    assert "\nchronique_tokens_total 1\n" in text
    for line in text.splitlines():
        assert line.startswith("# ") or float(line.rsplit(" ", 1)[1]) >= 0
