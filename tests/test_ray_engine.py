import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
import stub_worker

from pipeline.batch import ray_engine
from pipeline.batch.manifest import Manifest
from pipeline.batch.output import FileOutput
from pipeline.batch.ray_engine import RayEngine
from pipeline.batch.run import Engine, run
from pipeline.batch.supervisor import EngineError, Supervisor
from pipeline.batch.worker import Settings
from pipeline.records import Article, Reject

QUICK = Settings(timeout=2.0, memory=1 << 30)


@pytest.fixture
def cluster(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Two nodes on this machine."""
    pytest.importorskip("ray", reason="Ray is not installed: pip install 'chronique[ray]'")
    here = Path(__file__).parent
    monkeypatch.setenv("PYTHONPATH", f"{here}{os.pathsep}{here.parent}")  # what its processes import
    found = import_module("ray.cluster_utils").Cluster(
        initialize_head=True, head_node_args={"num_cpus": 1, "include_dashboard": False}
    )
    found.add_node(num_cpus=2)
    monkeypatch.setenv("RAY_ADDRESS", found.address)
    yield found
    found.shutdown()


def articles(*texts: str) -> list[Article | Reject]:
    found: list[Article | Reject] = [Article(id=str(i), text=text) for i, text in enumerate(texts)]
    found.insert(1, Reject(id="r", reason="bad-json", detail="d"))
    return found


RAY_WARNINGS = pytest.mark.filterwarnings(
    "ignore::ResourceWarning", "ignore::FutureWarning", "ignore::DeprecationWarning"
)
# A driver as a process, to be killed.
DRIVER = """
import sys
from pathlib import Path
import stub_worker, test_ray_engine as t
from pipeline.batch.ray_engine import RayEngine
t.process(RayEngine(t.QUICK, 2, stub_worker.load), t.articles(*["sleep 0.05"] * 200), Path(sys.argv[1]))
"""


def process(engine: Engine, items: list[Article | Reject], folder: Path) -> bytes:
    folder.mkdir(exist_ok=True)
    output = FileOutput(Manifest(version="", rules="", settings={}), folder / "out.jsonl")
    output.open(force=False, resume=True)
    assert run(items, engine, output)
    return (folder / "out.jsonl").read_bytes() + (folder / "out.jsonl.rejects.jsonl").read_bytes()


@RAY_WARNINGS
def test_a_cluster_gives_the_same_bytes_poison_killed_actors_and_a_lost_node_included(
    cluster: Any, tmp_path: Path
) -> None:
    items = articles(*["sleep 0.05"] * 60, "exit", "loop", "raise x", *["sleep 0.05"] * 60)
    local = process(Supervisor(QUICK, 2, stub_worker.load), items, tmp_path / "local")
    assert process(RayEngine(QUICK, 2, stub_worker.load), items, tmp_path / "ray") == local

    def damage() -> None:
        actors: list[bytes] = []
        deadline = time.monotonic() + 60
        while not actors and time.monotonic() < deadline:
            time.sleep(0.5)
            found = subprocess.run(["pgrep", "-f", "^ray::Shard"], capture_output=True, check=False)
            actors = found.stdout.split()
        os.kill(int(actors[0]), signal.SIGKILL)
        time.sleep(2)
        cluster.remove_node(min(cluster.worker_nodes, key=str))

    damaging = threading.Thread(target=damage)
    damaging.start()
    assert process(RayEngine(QUICK, 2, stub_worker.load), items, tmp_path / "damaged") == local
    damaging.join()


@RAY_WARNINGS
def test_an_article_that_ends_its_actors_is_rejected_alone(cluster: Any, tmp_path: Path) -> None:  # noqa: ARG001
    items = articles(*["ok"] * 20, "actor", *["ok"] * 20)
    found = process(RayEngine(QUICK, 2, stub_worker.ending_its_actor), items, tmp_path / "ray").splitlines()
    rows = [json.loads(line) for line in found]
    assert [row["id"] for row in rows if "reason" not in row] == [str(i) for i in range(41) if i != 20]
    (poison,) = [row for row in rows if row.get("reason") == "crash"]
    assert (poison["id"], poison["detail"]) == ("20", "ends the machine it runs on, tried 3 times")


@RAY_WARNINGS
def test_a_killed_driver_is_resumed_to_the_same_bytes(cluster: Any, tmp_path: Path) -> None:  # noqa: ARG001
    items = articles(*["sleep 0.05"] * 200)
    local = process(Supervisor(QUICK, 2, stub_worker.load), items, tmp_path / "local")
    folder = tmp_path / "ray"
    manifest = folder / "out.jsonl.manifest.json"
    driver = subprocess.Popen([sys.executable, "-c", DRIVER, folder])
    deadline = time.monotonic() + 120
    while not (manifest.exists() and done(manifest)) and time.monotonic() < deadline:
        time.sleep(0.1)
    driver.kill()
    driver.wait()
    assert 0 < done(manifest) < len(items)
    assert process(RayEngine(QUICK, 2, stub_worker.load), items, folder) == local


def done(manifest: Path) -> int:
    return int(json.loads(manifest.read_bytes())["counts"]["processed"])


def test_without_ray_the_engine_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    def absent(name: str) -> None:
        raise ImportError(name)

    monkeypatch.setattr(ray_engine, "import_module", absent)
    with pytest.raises(EngineError, match=r"chronique\[ray\]"), RayEngine(QUICK):
        pass
