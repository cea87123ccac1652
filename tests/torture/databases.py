"""Longer tests of `chronique load`, run by `make torture`; each prints its figure."""

import hashlib
import os
import random
import signal
import sqlite3
import subprocess
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from common import ROOT, command, run
from sqlalchemy import Engine, create_engine, select, text

from pipeline.records import DocumentReference, Event, Filler
from pipeline.store import database
from pipeline.store.schema import METADATA, TABLES

ROWS = int(os.environ.get("TORTURE_ROWS", "200000"))
KILLS = int(os.environ.get("TORTURE_KILLS", "50"))
POSTGRES = os.environ.get("CHRONIQUE_TEST_POSTGRES")
# A command that restarts the server, for instance "pg_ctl -D DATA restart".
RESTART = os.environ.get("CHRONIQUE_TEST_POSTGRES_RESTART")
_FILLERS = 4


@pytest.fixture(scope="module")
def records(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Event records that make about ROWS rows: a document, an event and four fillers each."""
    path = tmp_path_factory.mktemp("records") / "events.jsonl"
    with path.open("w", encoding="utf-8") as file:
        for number in range(ROWS // (2 + _FILLERS)):
            topics = [Filler(start=i, end=i + 1, text=f"t{number}-{i}") for i in range(_FILLERS)]
            reference = DocumentReference(id=f"d{number}")
            event = Event(id=f"evt_{number}", type="training", document=reference, roles={"topic": topics})
            file.write(event.to_json() + "\n")
    return path


def digest(engine: Engine) -> str:
    """Of all rows but the records' JSON, which one database gives as text and the other as objects."""
    found = hashlib.sha256()
    engine.dispose()  # connections from before a restart
    with engine.connect() as connection:
        for table in TABLES:
            columns = [column for column in table.columns if column.name != "record"]
            for row in sorted(str(tuple(row)) for row in connection.execute(select(*columns))):
                found.update(row.encode())
    return found.hexdigest()


@pytest.fixture(scope="module")
def expected(records: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    url = f"sqlite:///{tmp_path_factory.mktemp('db') / 'whole.db'}"
    assert run("load", records, "--to", url).returncode == 0
    engine = create_engine(url)
    found = digest(engine)
    engine.dispose()
    return found


def test_a_sqlite_loader_killed_again_and_again_loses_and_doubles_nothing(
    records: Path, expected: str, tmp_path: Path
) -> None:
    rng = random.Random(19)
    path = tmp_path / "c.db"
    kills = 0
    while kills < KILLS:
        process = subprocess.Popen(command("load", records, "--to", f"sqlite:///{path}", "--quiet"), cwd=ROOT)
        try:
            process.wait(rng.uniform(1, 6))
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            process.wait()
            kills += 1
    assert run("load", records, "--to", f"sqlite:///{path}").returncode == 0
    connection = sqlite3.connect(path)
    assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    connection.close()
    engine = create_engine(f"sqlite:///{path}")
    assert digest(engine) == expected
    engine.dispose()
    print(f"{kills} kills, integrity ok, same digest over {ROWS} rows")


@pytest.fixture
def postgres() -> Engine:
    if not POSTGRES:
        pytest.skip("CHRONIQUE_TEST_POSTGRES names no PostgreSQL server")
    engine = database.connect(POSTGRES)
    with engine.begin() as connection:
        connection.execute(text(f"TRUNCATE {', '.join(METADATA.tables)}"))
    return engine


def three_loaders(records: Path, meanwhile: Callable[[], None]) -> None:
    loaders = [
        subprocess.Popen(command("load", records, "--to", f"{POSTGRES}", "--quiet"), cwd=ROOT)
        for _ in range(3)
    ]
    other = threading.Thread(target=meanwhile)
    other.start()
    assert [loader.wait() for loader in loaders] == [0, 0, 0]
    other.join()


def test_three_loaders_of_the_same_records_lose_and_double_nothing(
    records: Path, expected: str, postgres: Engine
) -> None:
    three_loaders(records, lambda: None)
    assert digest(postgres) == expected
    postgres.dispose()
    print(f"3 loaders at once, same digest over {ROWS} rows")


@pytest.mark.skipif(not RESTART, reason="CHRONIQUE_TEST_POSTGRES_RESTART names no command")
def test_loaders_outlive_a_restart_of_the_server(records: Path, expected: str, postgres: Engine) -> None:
    def restart() -> None:
        time.sleep(5)
        subprocess.run(["bash", "-c", f"{RESTART}"], check=True, capture_output=True)

    three_loaders(records, restart)
    assert digest(postgres) == expected
    postgres.dispose()
    print("server restarted under 3 loaders, same digest")
