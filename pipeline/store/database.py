"""Opening a database and loading documents into it: whole batches, again and again with the same result."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Engine, Table, create_engine, event, func, select, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from pipeline.records import Document
from pipeline.store.rows import Rows, rows
from pipeline.store.schema import TABLES, StoreError, documents, events, fillers, migrate

BATCH = 500
# Waits before a batch is tried again: a server that restarts is back within them.
_WAITS = (0.5, 1, 2, 4, 8, 15, 30)
_SQLITE_WAIT_MS = 10_000


def connect(url: str) -> Engine:
    """An engine for `url` with the newest schema; raises StoreError."""
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        msg = f"{url!r} is no database URL: use sqlite:///FILE or postgresql://USER@HOST/NAME"
        raise StoreError(msg) from error
    if parsed.drivername in {"postgres", "postgresql"}:
        parsed = parsed.set(drivername="postgresql+psycopg")
    if parsed.get_backend_name() not in {"sqlite", "postgresql"}:
        msg = f"{url!r}: only SQLite and PostgreSQL are known"
        raise StoreError(msg)
    try:
        engine = create_engine(parsed)
    except ImportError as error:
        msg = "PostgreSQL needs psycopg: pip install 'chronique[postgres]'"
        raise StoreError(msg) from error
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_immediate)
    try:
        retried(engine, migrate, first=True)
    except StoreError:
        engine.dispose()
        raise
    return engine


def _prepare_sqlite(connection: Any, _: object) -> None:
    connection.isolation_level = None  # transactions are begun by _begin_immediate
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {_SQLITE_WAIT_MS}")
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.close()


def _begin_immediate(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def load(engine: Engine, found: Iterable[Document], watch: Callable[[int], None] = lambda _: None) -> None:
    """Makes `found` what the database holds of these articles, one transaction a batch.

    A batch that fails because the database is away or busy is tried again; as it replaces what it finds, it
    may have been committed before. `watch` sees the number of documents after each batch. Raises StoreError.
    """
    stream = iter(found)
    done = 0
    while batch := list(islice(stream, BATCH)):
        retried(engine, partial(_replace, rows(batch)))
        done += len(batch)
        watch(done)


def retried(engine: Engine, work: Callable[[Connection], None], *, first: bool = False) -> None:
    """Does `work` in a transaction, again if the database fails it in passing; raises StoreError.

    A server that cannot be reached the `first` time is not waited for: more likely its address is wrong.
    """
    for wait in (*_WAITS, None):
        try:
            with engine.begin() as connection:
                work(connection)
        except (SQLAlchemyError, engine.dialect.loaded_dbapi.Error) as error:
            if wait is None or not _passing(error, first=first):
                raise StoreError(_sentence(engine, error)) from error
            engine.dispose()
            time.sleep(wait)
        else:
            return


def _passing(error: Exception, *, first: bool) -> bool:
    """Whether trying again may help: connection lost, server starting, deadlock, locked or busy database."""
    original = getattr(error, "orig", None) or error
    state = getattr(original, "sqlstate", None)
    if state is not None:
        return str(state)[:2] in {"08", "40", "53", "55", "57"}
    said = str(original).lower()
    busy = ("server closed", "database is locked", "starting up", "shutting down", "too many")
    return any(word in said for word in busy) or ("connection" in said and "fatal:" not in said and not first)


def _sentence(engine: Engine, error: Exception) -> str:
    reason = " ".join(str(getattr(error, "orig", None) or error).split())
    url = engine.url.set(drivername=engine.url.get_backend_name()).render_as_string(hide_password=True)
    return f"database {url}: {reason}; check --to, and that the database can be written to"


def _replace(new: Rows, connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        _replace_postgresql(connection, new)
    else:
        _replace_sqlite(connection, new)


def _replace_sqlite(connection: Connection, new: Rows) -> None:
    from sqlalchemy.dialects.sqlite import insert

    ids = [{"key": row["id"]} for row in new["documents"]]
    for table in reversed(TABLES[1:]):
        connection.execute(text(f"DELETE FROM {table.name} WHERE document_id = :key"), ids)  # noqa: S608 (our own table's name)
    upsert = insert(documents)
    changed = {c.name: upsert.excluded[c.name] for c in documents.columns if not c.primary_key}
    connection.execute(upsert.on_conflict_do_update(index_elements=["id"], set_=changed), new["documents"])
    for table in TABLES[1:]:
        if new[table.name]:
            connection.execute(table.insert(), new[table.name])


def _replace_postgresql(connection: Connection, new: Rows) -> None:
    """COPY into staging tables, then upsert: documents first, sorted, whose locks keep loaders in line."""
    for table in TABLES:
        connection.execute(text(f"CREATE TEMP TABLE staging_{table.name} (LIKE {table.name}) ON COMMIT DROP"))
        _copy(connection, table, new[table.name])
    changed = ", ".join(f"{c.name} = excluded.{c.name}" for c in documents.columns if not c.primary_key)
    connection.execute(
        text(
            "INSERT INTO documents SELECT * FROM staging_documents ORDER BY id "  # noqa: S608 (our own names)
            f"ON CONFLICT (id) DO UPDATE SET {changed}"
        )
    )
    for table in reversed(TABLES[1:]):
        connection.execute(
            text(f"DELETE FROM {table.name} WHERE document_id IN (SELECT id FROM staging_documents)")  # noqa: S608 (our own names)
        )
    for table in TABLES[1:]:
        connection.execute(text(f"INSERT INTO {table.name} SELECT * FROM staging_{table.name}"))  # noqa: S608 (our own names)


def _copy(connection: Connection, table: Table, new: Sequence[dict[str, Any]]) -> None:
    names = [column.name for column in table.columns]
    columns = ", ".join(f'"{name}"' for name in names)
    cursor = connection.connection.cursor()
    with cursor.copy(f"COPY staging_{table.name} ({columns}) FROM STDIN") as copy:
        for row in new:
            copy.write_row([row[name] for name in names])


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A connection to read with; raises StoreError."""
    try:
        with engine.connect() as connection:
            yield connection
    except SQLAlchemyError as error:
        raise StoreError(_sentence(engine, error)) from error


def stats(engine: Engine) -> dict[str, int]:
    """Numbers of rows by table, of events by type, and of fillers by role."""
    with reading(engine) as connection:
        numbers = {
            table.name: connection.execute(select(func.count()).select_from(table)).scalar_one()
            for table in TABLES
        }
        for column, name in ((events.c.type, "events"), (fillers.c.role, "fillers")):
            counted = select(column, func.count()).group_by(column).order_by(column)
            for value, number in connection.execute(counted):
                numbers[f"{name}: {value}"] = number
    return numbers
