"""Longer tests of batches, run by `make torture`; each prints its figure."""

import json
import os
import random
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from common import ROOT, command, ids, invented, run, sentence, sha256, write_news

from pipeline.batch.metrics import resident

KILLS = int(os.environ.get("TORTURE_KILLS", "50"))
MUTANTS = int(os.environ.get("TORTURE_MUTANTS", "10000"))
VICTIMS = int(os.environ.get("TORTURE_VICTIMS", "8000"))
NEWS = int(os.environ.get("TORTURE_NEWS", "400"))
RECOVERY_SECONDS = 10.0
ARTICLES = int(os.environ.get("TORTURE_ARTICLES", "20000"))


@pytest.fixture(scope="module")
def news(tmp_path_factory: pytest.TempPathFactory) -> Path:
    rng = random.Random(7)
    texts = [" ".join(sentence(rng) for _ in range(rng.randint(1, 12))) for _ in range(NEWS)]
    texts[5] = ""  # a reject
    return write_news(tmp_path_factory.mktemp("news") / "news.jsonl", texts)


@pytest.fixture(scope="module")
def whole(news: Path) -> tuple[Path, Path]:
    out = news.with_name("whole.jsonl")
    assert run("extract", news, "-o", out, "--emit", "documents", "--quiet").returncode == 1
    return out, out.with_name("whole.jsonl.rejects.jsonl")


def test_killed_at_random_moments_a_run_resumes_to_the_same_bytes(tmp_path: Path) -> None:
    """The moments lie anywhere between a run's start and its end, also while the model is loaded."""
    rng = random.Random(11)
    news = write_news(
        tmp_path / "news.jsonl", ["" if n == 20 else sentence(rng) * rng.randint(1, 6) for n in range(100)]
    )
    arguments = ("extract", news, "--emit", "documents", "--resume", "--quiet", "--jobs", 2, "-o")
    out = tmp_path / "whole.jsonl"
    began = time.monotonic()
    assert run(*arguments, out).returncode == 1
    longest = time.monotonic() - began
    whole = sha256(out, Path(f"{out}.rejects.jsonl"))
    kills = rounds = within = 0
    while kills < KILLS:
        rounds += 1
        out = tmp_path / f"{rounds}.jsonl"
        while not out.exists():
            process = subprocess.Popen(command(*arguments, out), cwd=ROOT, start_new_session=True)
            try:
                process.wait(rng.uniform(0.5, longest) if kills < KILLS else None)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
                kills += 1
                within += 0 < processed(out) < 99
            else:
                assert process.returncode == 1
        assert sha256(out, Path(f"{out}.rejects.jsonl")) == whole
    print(
        f"{kills} kills ({within} amid the articles) in {rounds} runs, {rounds} outputs with the same sha256"
    )


def processed(out: Path) -> int:
    manifest = Path(f"{out}.manifest.json")
    return int(json.loads(manifest.read_bytes())["counts"]["processed"]) if manifest.exists() else 0


@pytest.mark.parametrize(
    "world",
    [{"TZ": zone, "LC_ALL": locale} for zone in ("UTC", "Pacific/Auckland") for locale in ("C", "C.UTF-8")],
)
@pytest.mark.parametrize("workers", ["1 local", "2 local", "1 ray", "2 ray"])
def test_time_zone_locale_workers_and_engine_do_not_change_the_bytes(
    news: Path, whole: tuple[Path, Path], tmp_path: Path, world: dict[str, str], workers: str
) -> None:
    jobs, engine = workers.split()
    if engine == "ray":
        pytest.importorskip("ray")
    out = tmp_path / "out.jsonl"
    options = ("--emit", "documents", "--quiet", "--jobs", jobs, "--engine", engine)
    subprocess.run(
        command("extract", news, "-o", out, *options),
        env={**os.environ, **world, "PYTHONHASHSEED": jobs},
        check=False,
        cwd=ROOT,
    )
    assert sha256(out, Path(f"{out}.rejects.jsonl")) == sha256(*whole)


def others(group: int) -> list[int]:
    """The processes of a group but its leader, also those whose parent was killed."""
    found = subprocess.run(["pgrep", "-g", str(group)], capture_output=True, check=False).stdout
    return [int(pid) for pid in found.split() if int(pid) != group]


def test_killed_children_are_replaced_in_time(tmp_path: Path) -> None:
    """One process after the other, then all at once; the longest silence between two records after each kill."""
    rng = random.Random(23)
    news = write_news(tmp_path / "news.jsonl", [sentence(rng) for _ in range(VICTIMS)])
    arguments = command("extract", news, "--emit", "documents", "--jobs", 2, "--quiet")
    found: list[str] = []
    silences, heard = [0.0], time.monotonic()
    with subprocess.Popen(arguments, cwd=ROOT, stdout=subprocess.PIPE, start_new_session=True) as process:
        assert process.stdout
        for line in process.stdout:
            now = time.monotonic()
            silences[-1] = max(silences[-1], now - heard)
            heard = now
            found.append(json.loads(line)["id"])
            if len(found) % (VICTIMS // 8) == 0 and len(found) < VICTIMS:
                victims = others(process.pid)
                last = len(found) > VICTIMS * 3 // 4
                for child in victims if last else [victims[len(silences) % len(victims)]]:
                    os.kill(child, signal.SIGKILL)
                silences.append(0.0)
    assert found == [f"n{number}" for number in range(VICTIMS)]
    start, *again = silences
    print(f"first record after {start:.1f} s, silent for {', '.join(f'{s:.1f}' for s in again)} s at most")
    assert max(again) <= max(RECOVERY_SECONDS, start)  # as long as the start itself where the machine is busy


def mutated(rng: random.Random, text: str) -> bytes:
    data = bytearray(
        json.dumps({"id": str(rng.random()), "text": text}, ensure_ascii=rng.random() < 0.5).encode()
    )
    for _ in range(rng.randint(0, 4)):
        place = rng.randrange(len(data))
        naughty = [
            b"\0",
            b"\xff",
            b"\\ud800",
            b"\xe2\x80\xa8",
            b'"',
            b"{" * 50,
            b"<script>",
            b"&#0;",
            b"\\u0000",
            b"9" * 400,
        ]
        naughty += ["\u202e𝕱\u0301\u200d🧑‍🌾".encode(), b"du 31 au 30 f\xc3\xa9vrier 99999", b"3," * 200]
        data[place : place + rng.randint(0, 3)] = rng.choice(naughty)
    return bytes(data).replace(b"\n", b" ") + b"\n"


def test_mutants_crash_nothing(tmp_path: Path) -> None:
    rng = random.Random(13)
    path, out = tmp_path / "mutants.jsonl", tmp_path / "out.jsonl"
    path.write_bytes(b"".join(mutated(rng, sentence(rng)) for _ in range(MUTANTS)))
    done = run("extract", path, "-o", out, "--emit", "documents", "--jobs", 2, "--quiet")
    assert done.returncode == 1, done.stderr
    rejects = [json.loads(line) for line in Path(f"{out}.rejects.jsonl").read_bytes().splitlines()]
    assert len(ids(out)) + len(rejects) == MUTANTS
    reasons = {reject["reason"] for reject in rejects}
    assert not reasons & {"crash", "error", "timeout", "memory"}, rejects
    with out.open(encoding="utf-8") as file:
        for line in file:
            document = json.loads(line)
            for mention in (m for entity in document["entities"] for m in entity["mentions"]):
                assert document["text"][mention["start"] : mention["end"]] == mention["text"]
    print(f"{MUTANTS} mutants: {len(rejects)} rejected ({', '.join(sorted(reasons))}), 0 crashes")


def test_memory_stays_level(tmp_path: Path) -> None:
    rng = random.Random(17)
    path = write_news(tmp_path / "news.jsonl", [invented(rng, 20) for _ in range(ARTICLES)])
    out = tmp_path / "out.jsonl"
    manifest = Path(f"{out}.manifest.json")
    arguments = command("extract", path, "-o", out, "--quiet")
    process = subprocess.Popen(arguments, cwd=ROOT, start_new_session=True)
    measured: list[int] = []
    while process.poll() is None:
        time.sleep(2)
        if manifest.exists() and json.loads(manifest.read_bytes())["counts"]["processed"] >= 500:
            # The worker at work is the largest of the processes.
            at_work = max(map(resident, others(process.pid)), default=0)
            measured.append(resident(process.pid) + at_work)
    first, most = measured[0], max(measured)
    print(
        f"{ARTICLES} articles: {first / 1e6:.0f} MB after 500, at most {most / 1e6:.0f} MB ({most / first - 1:+.1%})"
    )
    assert most <= first * 1.1


def is_one_sentence(done: subprocess.CompletedProcess[bytes]) -> bool:
    lines = done.stderr.splitlines()
    return done.returncode == 2 and b"Traceback" not in done.stderr and b"--resume" in lines[-1]


def test_a_file_size_limit_is_one_sentence_and_resumes(
    news: Path, whole: tuple[Path, Path], tmp_path: Path
) -> None:
    out = tmp_path / "out.jsonl"
    arguments = command("extract", news, "-o", out, "--emit", "documents", "--resume")
    limited = subprocess.run(
        ["bash", "-c", 'ulimit -f 64; exec "$@"', "-", *arguments], capture_output=True, check=False, cwd=ROOT
    )
    assert is_one_sentence(limited), limited.stderr
    assert subprocess.run(arguments, check=False, cwd=ROOT).returncode == 1
    assert sha256(out) == sha256(whole[0])


def mount(folder: Path, options: str) -> None:
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", options, "tmpfs", folder], capture_output=True, check=False, text=True
    )
    if done.returncode:
        pytest.skip(f"mounting is not allowed here: {done.stderr.strip()}")


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 200 kB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount(folder, "size=200k")
    yield folder
    subprocess.run(["umount", folder], check=True)


def test_a_full_disk_is_one_sentence_and_resumes(
    news: Path, whole: tuple[Path, Path], small_disk: Path
) -> None:
    out = small_disk / "out.jsonl"
    arguments = command("extract", news, "-o", out, "--emit", "documents", "--resume")
    full = subprocess.run(arguments, capture_output=True, check=False, cwd=ROOT)
    assert is_one_sentence(full), full.stderr
    again = subprocess.run(arguments, capture_output=True, check=False, cwd=ROOT)
    assert is_one_sentence(again), again.stderr  # still full
    mount(small_disk, "remount,size=20m")
    assert subprocess.run(arguments, check=False, cwd=ROOT).returncode == 1
    assert sha256(out, Path(f"{out}.rejects.jsonl")) == sha256(*whole)
    print(f"disk full: {full.stderr.decode().splitlines()[-1]}")
