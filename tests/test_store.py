import csv
import gzip
import os
import sqlite3
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from pyarrow import parquet
from sqlalchemy import Engine, create_engine, text
from typer.testing import CliRunner

from pipeline.cli import app
from pipeline.records import Document, DocumentReference, Entity, Event, EventDate, Filler, Mention
from pipeline.store import database
from pipeline.store.export import export, inert
from pipeline.store.rows import documents
from pipeline.store.schema import TABLES, StoreError

POSTGRES = os.environ.get("CHRONIQUE_TEST_POSTGRES")
TEXT = "Alibaba a formé 12 togolais au Big data; DROP TABLE documents; --"
BACKENDS = [
    "sqlite",
    pytest.param(
        "postgresql",
        marks=pytest.mark.skipif(not POSTGRES, reason="CHRONIQUE_TEST_POSTGRES names no PostgreSQL server"),
    ),
]


@pytest.fixture(params=BACKENDS)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A new, empty database."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'chronique.db'}"
        return
    server = create_engine(
        f"{POSTGRES}".replace("postgresql://", "postgresql+psycopg://"), isolation_level="AUTOCOMMIT"
    )
    name = f"chronique_{os.getpid()}_{time.monotonic_ns()}"
    with server.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    yield f"{POSTGRES}".rsplit("/", 1)[0] + f"/{name}"
    with server.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    server.dispose()


@pytest.fixture
def engine(url: str) -> Iterator[Engine]:
    engine = database.connect(url)
    yield engine
    engine.dispose()


def filler(start: int, end: int, **fields: object) -> Filler:
    return Filler(start=start, end=end, text=TEXT[start:end], **fields)  # type: ignore[arg-type]  # any fields


def document(identifier: str = "a", name: str = "Alibaba", count: int = 12) -> Document:
    organiser = Entity(id="ORG-1", label="ORG", name=name, mentions=[Mention(start=0, end=7, text="Alibaba")])
    event = Event(
        id=f"evt_{identifier}",
        type="training",
        factuality="held",
        date=EventDate(
            type="DATE", timex="2019-05", first="2019-05-01", last="2019-05-31", text="mai", start=0, end=3
        ),
        place=[filler(31, 39, name="Lomé")],
        roles={
            "organiser": [filler(0, 7, label="ORG", entity="ORG-1", name=name)],
            "participant": [filler(16, 27, count=count, approximate=False)],
            "topic": [filler(31, 39, label="TOPIC"), filler(41, 45, label="TOPIC", name="SQL")],
        },
        confidence=0.8,
    )
    return Document(
        id=identifier, title="T", published="2019-05-30", text=TEXT, entities=[organiser], events=[event]
    )


def content(engine: Engine) -> dict[str, list[tuple[object, ...]]]:
    with engine.connect() as connection:
        return {
            table.name: sorted(map(tuple, connection.execute(table.select())), key=str) for table in TABLES
        }


def write(path: Path, *records: Document | Event) -> Path:
    path.write_text("".join(record.to_json() + "\n" for record in records), encoding="utf-8")
    return path


def test_a_training_is_one_readable_row(engine: Engine) -> None:
    database.load(engine, [document()])
    with engine.connect() as connection:
        (row,) = connection.execute(text("SELECT * FROM v_trainings")).mappings()
    assert row["organiser"] == "Alibaba"
    assert row["topic"] == "Big data; SQL"
    assert row["participant_count"] == 12
    assert (row["place"], row["date_from"], row["document_id"]) == ("Lomé", "2019-05-01", "a")


def test_loading_again_changes_nothing_and_newer_records_replace_older_ones(engine: Engine) -> None:
    database.load(engine, [document("a"), document("b")])
    once = content(engine)
    database.load(engine, [document("b"), document("a")])
    assert content(engine) == once
    database.load(engine, [document("a", name="Alibaba Cloud")])
    names = {row[0]: row[3] for row in content(engine)["entities"]}
    assert names == {"a": "Alibaba Cloud", "b": "Alibaba"}
    database.load(engine, [document("a").model_copy(update={"entities": [], "events": []})])
    assert [row[0] for row in content(engine)["events"]] == ["b"]


def test_the_record_is_kept_as_it_was(engine: Engine) -> None:
    database.load(engine, [document()])
    with engine.connect() as connection:
        kept = connection.execute(text("SELECT CAST(record AS TEXT) FROM documents")).scalar_one()
    assert kept == document().to_json()


def test_event_records_of_one_article_become_one_document() -> None:
    reference = DocumentReference(id="a", title="T")
    events = [e.model_copy(update={"document": reference}) for e in (*document().events, *document().events)]
    (found,) = documents(events)
    assert (found.id, found.title, len(found.events)) == ("a", "T", 2)


def test_records_of_one_article_in_several_places_are_noticed(tmp_path: Path) -> None:
    one, other = (
        document(name).events[0].model_copy(update={"document": DocumentReference(id=name)}) for name in "ab"
    )
    path = write(tmp_path / "r.jsonl", one, other, one)
    done = CliRunner().invoke(app, ["load", str(path), "--dry-run"])
    assert done.exit_code == 0
    assert "'a' and perhaps others stand in several places" in done.stderr


def test_a_server_that_cannot_be_reached_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database.time, "sleep", pytest.fail)
    with pytest.raises(StoreError, match=r"postgresql://nobody@127.0.0.1:1/x: .*check --to"):
        database.connect("postgresql://nobody@127.0.0.1:1/x")


def test_three_loaders_at_once_lose_and_double_nothing(url: str) -> None:
    batches = [[document(str(i), count=i) for i in range(start, start + 600)] for start in (0, 300, 600)]

    def work(batch: list[Document]) -> None:
        engine = database.connect(url)
        database.load(engine, batch)
        engine.dispose()

    threads = [threading.Thread(target=work, args=(batch,)) for batch in batches]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    engine = database.connect(url)
    counts = [row for row in content(engine)["fillers"] if row[2] == "participant"]
    engine.dispose()
    assert sorted(int(str(row[0])) for row in counts) == list(range(1200))


@pytest.mark.skipif(not POSTGRES, reason="CHRONIQUE_TEST_POSTGRES names no PostgreSQL server")
@pytest.mark.parametrize("url", ["postgresql"], indirect=True)
def test_a_lost_connection_is_made_again(engine: Engine) -> None:
    other = create_engine(engine.url)

    def cut() -> None:
        for _ in range(3):
            time.sleep(0.4)
            with other.connect() as connection:
                connection.execute(
                    text(
                        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                        "WHERE datname = current_database() AND pid <> pg_backend_pid()"
                    )
                )

    cutter = threading.Thread(target=cut)
    cutter.start()
    database.load(engine, (document(str(i)) for i in range(3000)))
    cutter.join()
    other.dispose()
    engine.dispose()  # the last cut may have met a connection at rest
    assert len(content(engine)["events"]) == 3000


def test_a_newer_schema_is_refused(engine: Engine, url: str) -> None:
    with engine.begin() as connection:
        connection.execute(text("UPDATE chronique_schema SET version = 99"))
    with pytest.raises(StoreError, match="newer chronique"):
        database.connect(url)


def test_hostile_text_stays_text(engine: Engine) -> None:
    hostile = "'; DROP TABLE events; -- \" \\ \\N \t | \u2028 <script>"
    database.load(engine, [document(name=hostile)])
    assert content(engine)["entities"][0][3] == hostile


def test_csv_is_inert_and_parquet_literal(engine: Engine, tmp_path: Path) -> None:
    names = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "plain"]
    database.load(engine, [document(str(i), name=name) for i, name in enumerate(names)])
    assert export(engine, "entities", tmp_path / "e.csv") == len(names)
    with (tmp_path / "e.csv").open(newline="", encoding="utf-8") as file:
        shown = [row["name"] for row in csv.DictReader(file)]
    assert shown == [*(f"'{name}" for name in names[:-1]), "plain"]
    export(engine, "entities", tmp_path / "e.parquet")
    assert parquet.read_table(tmp_path / "e.parquet").column("name").to_pylist() == names
    for view in ("v_trainings", "v_visits", "fillers", "events", "documents", "mentions"):
        export(engine, view, tmp_path / f"{view}.parquet")
    table = parquet.read_table(tmp_path / "v_trainings.parquet")
    assert table.column("participant_count").to_pylist() == [12] * len(names)
    assert inert(-1) == -1


def test_the_commands_load_and_export(tmp_path: Path, url: str) -> None:
    run = CliRunner().invoke
    records = write(tmp_path / "r.jsonl", document("a"), document("b"))
    compressed = tmp_path / "c.jsonl.gz"
    compressed.write_bytes(gzip.compress(write(tmp_path / "c.jsonl", document("c")).read_bytes()))
    done = run(app, ["load", str(records), str(compressed), "--to", url, "--stats"])
    assert done.exit_code == 0, done.output
    assert "documents\t3" in done.stdout
    assert "events: training\t3" in done.stdout
    assert "3 documents loaded" in done.stderr
    done = run(app, ["export", "-o", str(tmp_path / "t.csv"), "--from", url])
    assert done.exit_code == 0, done.output
    assert len((tmp_path / "t.csv").read_text(encoding="utf-8").splitlines()) == 4
    assert run(app, ["export", "-o", str(tmp_path / "t.csv"), "--from", url]).exit_code == 2
    direct = run(app, ["export", str(records), str(compressed), "-o", str(tmp_path / "d.csv")])
    assert direct.exit_code == 0, direct.output
    assert (tmp_path / "d.csv").read_bytes() == (tmp_path / "t.csv").read_bytes()


def test_lines_that_are_no_records_are_refused_and_the_others_loaded(tmp_path: Path) -> None:
    path = write(tmp_path / "r.jsonl", document("a"), document().events[0])
    nul = document("n").to_json().replace("Alibaba", "Ali\\u0000baba")
    plain = document("p").to_json().replace("Alibaba", "Ali\\\\u0000baba")  # a backslash and five letters
    lines = (path.read_text(encoding="utf-8"), "{\n", nul, "\n[]\n", plain)
    path.write_text("".join(lines), encoding="utf-8")
    db = tmp_path / "c.db"
    done = CliRunner().invoke(app, ["load", str(path), "--to", f"sqlite:///{db}"])
    assert done.exit_code == 1
    assert "2 documents loaded, 4 lines refused" in done.stderr
    assert "line 3" in done.stderr
    with sqlite3.connect(db) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    connection.close()


def test_a_dry_run_touches_no_database(tmp_path: Path) -> None:
    path = write(tmp_path / "r.jsonl", document("a"))
    done = CliRunner().invoke(app, ["load", str(path), "--to", f"sqlite:///{tmp_path / 'c.db'}", "--dry-run"])
    assert done.exit_code == 0
    assert "1 documents would be loaded" in done.stderr
    assert not (tmp_path / "c.db").exists()


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["load"], "nothing to load"),
        (["load", "absent.jsonl"], "absent.jsonl"),
        (["load", "--stats", "--to", "chronique.db"], "sqlite:///FILE"),
        (["load", "--stats", "--to", "mysql://x/y"], "only SQLite and PostgreSQL"),
        (["load", "--stats", "--to", "sqlite:////absent/folder/x.db"], "unable to open"),
        (["export", "-o", "x.doc"], ".parquet"),
        (["export", "-o", "x.ics"], "made of records"),
        (["export", "-o", "x.csv", "--table", "secrets"], "v_trainings"),
    ],
)
def test_wrong_usage_gets_one_sentence(arguments: list[str], says: str) -> None:
    done = CliRunner().invoke(app, arguments)
    assert done.exit_code == 2
    assert says in done.stderr
    assert "Traceback" not in done.stderr


def test_the_queries_of_the_documentation_run(engine: Engine) -> None:
    database.load(engine, [document()])
    page = (Path(__file__).parent.parent / "docs" / "database.md").read_text(encoding="utf-8")
    queries = page.split("```sql\n")[1].split("```")[0].split(";\n")
    with engine.connect() as connection:
        results = [connection.execute(text(query)).all() for query in filter(str.strip, queries)]
    assert len(results) == 10
    assert results[0] == [("Alibaba", 1)]
    assert results[3] == [(None, 12)]
