"""Inputs and outputs by address; `memory://` stands for every store, S3 is played by moto where it is installed."""

import json
import lzma
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pyarrow as pa
import pytest
import stub_worker
from pyarrow import parquet
from typer.testing import CliRunner

from pipeline.batch.manifest import Manifest, OutputError
from pipeline.batch.output import FileOutput, RemoteOutput
from pipeline.batch.run import run
from pipeline.batch.supervisor import Supervisor
from pipeline.batch.worker import Settings
from pipeline.cli import app
from pipeline.reading import InputError, read, remote
from pipeline.records import Article, Reject

fsspec = pytest.importorskip("fsspec", reason="fsspec is not installed: pip install 'chronique[remote]'")
ITEMS = [Article(id="0", text="ok"), Article(id="1", text="raise x"), Article(id="2", text="ok")]


@pytest.fixture
def memory() -> Iterator[str]:
    """The address of an empty folder in memory."""
    url = f"memory://{uuid4()}"
    yield url
    fsspec.filesystem("memory").store.clear()


@pytest.fixture
def s3(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The address of a bucket in an S3 on this machine."""
    pytest.importorskip("s3fs", reason="s3fs is not installed")
    server = pytest.importorskip("moto.server", reason="moto[server] is not installed").ThreadedMotoServer(
        port=0
    )
    server.start()
    for name, value in {
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_ENDPOINT_URL": "http://{}:{}".format(*server.get_host_and_port()),
    }.items():
        monkeypatch.setenv(name, value)
    fsspec.filesystem("s3", skip_instance_cache=True).mkdir("news")
    yield "s3://news/day"
    server.stop()


def fill(url: str) -> None:
    rows = [{"id": f"j{n}", "text": f"Texte {n}."} for n in range(3)]
    lines = "".join(json.dumps(row) + "\n" for row in rows).encode()
    table = pa.BufferOutputStream()
    parquet.write_table(pa.table({"id": ["p"], "text": ["Parquet."]}), table)
    files = {
        "a/x.txt": b"Un texte.",
        "b.jsonl": lines,
        "c.jsonl.xz": lzma.compress(lines.replace(b"j", b"k")),
        "d.parquet": table.getvalue().to_pybytes(),
        ".hidden.txt": b"no",
        "e.other": b"no",
    }
    for name, data in files.items():
        with fsspec.open(f"{url}/{name}", "wb") as file:
            file.write(data)


def manifest() -> Manifest:
    return Manifest(version="1", rules="r", settings={})


def process(output: FileOutput, *, force: bool = False, resume: bool = True) -> None:
    output.open(force=force, resume=resume)
    assert run(ITEMS, Supervisor(Settings(), 1, stub_worker.load), output)


def content(url: str) -> bytes:
    with fsspec.open(url, "rb") as file:
        return bytes(file.read())


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning")
@pytest.mark.parametrize("store", ["memory", "s3"])
def test_a_store_is_read_and_written_like_local_files(
    store: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    url = request.getfixturevalue(store)
    fill(url)
    found = [item.id for item in read([url, f"{url}/b.jsonl"])]
    assert found == ["a/x.txt", "j0", "j1", "j2", "k0", "k1", "k2", "p", "j0", "j1", "j2"]
    assert sum(isinstance(item, Reject) for item in read([url])) == 0
    process(FileOutput(manifest(), tmp_path / "local.jsonl"))
    process(RemoteOutput(manifest(), f"{url}/out.jsonl", folder=tmp_path))
    assert content(f"{url}/out.jsonl") == (tmp_path / "local.jsonl").read_bytes()
    assert content(f"{url}/out.jsonl.rejects.jsonl") == (tmp_path / "local.jsonl.rejects.jsonl").read_bytes()
    assert not list(tmp_path.glob("out.jsonl*partial"))
    with pytest.raises(OutputError, match=f"'{url}/out.jsonl' exists: --force"):
        process(RemoteOutput(manifest(), f"{url}/out.jsonl", folder=tmp_path), resume=False)
    with pytest.raises(InputError, match="no such file"):
        list(read([f"{url}/absent.jsonl"]))


def test_an_upload_that_fails_is_done_again_by_resuming(
    memory: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put, failed = remote.RemoteFile.put, []

    def fails_once(self: remote.RemoteFile, source: Path) -> None:
        if not failed:
            failed.append(source)
            raise OSError(5, "the store is down", self.url)
        put(self, source)

    monkeypatch.setattr(remote.RemoteFile, "put", fails_once)
    with pytest.raises(OSError, match="the store is down"):
        process(RemoteOutput(manifest(), f"{memory}/out.jsonl", folder=tmp_path))
    assert not fsspec.filesystem("memory").exists(f"{memory}/out.jsonl")
    process(RemoteOutput(manifest(), f"{memory}/out.jsonl", folder=tmp_path))
    assert [json.loads(line)["id"] for line in content(f"{memory}/out.jsonl").splitlines()] == ["0", "2"]
    process(RemoteOutput(manifest(), f"{memory}/out.jsonl", folder=tmp_path))  # done: does nothing


def test_rejects_may_stay_on_this_machine(memory: str, tmp_path: Path) -> None:
    rejects = tmp_path / "rejects.jsonl"
    process(RemoteOutput(manifest(), f"{memory}/out.jsonl", str(rejects), folder=tmp_path))
    assert json.loads(rejects.read_bytes())["id"] == "1"


def test_what_a_store_raises_while_a_file_is_read_is_a_reject(
    memory: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(memory)

    def lost(*_: Any) -> None:
        msg = "connection lost"
        raise RuntimeError(msg)

    monkeypatch.setattr("fsspec.implementations.memory.MemoryFile.read", lost)
    (reject,) = read([f"{memory}/b.jsonl"])
    assert isinstance(reject, Reject)
    assert (reject.reason, reject.source) == ("unreadable-file", f"{memory}/b.jsonl")
    assert "connection lost" in reject.detail


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["memory://absent"], ["memory://absent", "no such file"]),
        (["nosuch://x/a.jsonl"], ["nosuch://x/a.jsonl", "nosuch"]),
    ],
)
def test_an_address_that_cannot_be_used_gets_one_sentence(arguments: list[str], words: list[str]) -> None:
    outcome = CliRunner().invoke(app, ["extract", *arguments])
    assert outcome.exit_code == 2
    assert len(outcome.stderr.splitlines()) == 1
    for word in words:
        assert word in outcome.stderr


def test_without_fsspec_one_sentence_says_how_to_get_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def absent(name: str) -> None:
        raise ImportError(name)

    (tmp_path / "a.txt").write_text("Un texte.", encoding="utf-8")
    monkeypatch.setattr(remote, "import_module", absent)
    for arguments in (["s3://b/a.jsonl"], [str(tmp_path / "a.txt"), "-o", "s3://b/out.jsonl"]):
        outcome = CliRunner().invoke(app, ["extract", *arguments])
        assert outcome.exit_code == 2
        assert len(outcome.stderr.splitlines()) == 1
        assert "pip install 'chronique[remote]'" in outcome.stderr
