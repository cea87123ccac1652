"""The tables, the views for people, and the migrations that make them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Connection,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    text,
)

METADATA = MetaData()
_RECORD = Text().with_variant(JSON(), "postgresql")

documents = Table(
    "documents",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("title", Text),
    Column("published", Text, index=True),
    Column("url", Text),
    Column("text", Text),
    Column("record", _RECORD),
)
entities = Table(
    "entities",
    METADATA,
    Column("document_id", Text, ForeignKey("documents.id"), primary_key=True),
    Column("id", Text, primary_key=True),
    Column("label", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("function", Text),
    Column("organisation", Text),
    Column("acronym", Text),
    Column("country", Text),
    Column("domain", Text),
    Column("timex", Text),
    Column("date_from", Text),
    Column("date_to", Text),
    Index("ix_entities_label_name", "label", "name"),
)
mentions = Table(
    "mentions",
    METADATA,
    Column("document_id", Text, primary_key=True),
    Column("entity_id", Text, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("start_char", Integer, nullable=False),
    Column("end_char", Integer, nullable=False),
    Column("text", Text, nullable=False),
    Column("rule", Text),
    ForeignKeyConstraint(["document_id", "entity_id"], ["entities.document_id", "entities.id"]),
)
events = Table(
    "events",
    METADATA,
    Column("document_id", Text, ForeignKey("documents.id"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("id", Text, nullable=False, index=True),
    Column("type", Text, nullable=False),
    Column("name", Text),
    Column("factuality", Text, nullable=False),
    Column("date_text", Text),
    Column("timex", Text),
    Column("date_from", Text),
    Column("date_to", Text),
    Column("duration", Text),
    Column("confidence", Float),
    Column("same_as", Text),
    Column("record", _RECORD, nullable=False),
    Index("ix_events_type_date", "type", "date_from"),
)
fillers = Table(
    "fillers",
    METADATA,
    Column("document_id", Text, primary_key=True),
    Column("event_number", Integer, primary_key=True),
    Column("role", Text, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("text", Text, nullable=False),
    Column("start_char", Integer, nullable=False),
    Column("end_char", Integer, nullable=False),
    Column("label", Text),
    Column("entity_id", Text),
    Column("name", Text),
    Column("country", Text),
    Column("count", Integer),
    Column("approximate", Boolean),
    Column("domain", Text),
    ForeignKeyConstraint(["document_id", "event_number"], ["events.document_id", "events.number"]),
    Index("ix_fillers_role_name", "role", "name"),
)
TABLES: Sequence[Table] = (documents, entities, mentions, events, fillers)
_VERSION = Table("chronique_schema", MetaData(), Column("version", Integer, nullable=False))

# View → event type and its roles: one column a role, fillers joined by “; ” in text order.
_VIEWS = {
    "v_trainings": ("training", ("organiser", "trainer", "participant", "topic", "partner", "funder")),
    "v_meetings": ("meeting", ("participant", "topic")),
    "v_agreements": ("agreement", ("party", "topic")),
    "v_visits": ("visit", ("guest", "host", "purpose")),
}
VIEWS = tuple(_VIEWS)


class StoreError(RuntimeError):
    """A database that cannot be used; the message says which, why, and what to do."""


def migrate(connection: Connection) -> None:
    """Brings the database to the newest schema, within the connection's transaction.

    Raises StoreError for a schema newer than this program.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(7310021)"))  # one loader migrates, others wait
    _VERSION.create(connection, checkfirst=True)
    version = connection.execute(_VERSION.select()).scalar() or 0
    if version > len(MIGRATIONS):
        msg = (
            f"the database has schema {version}, this program knows {len(MIGRATIONS)}: use a newer chronique"
        )
        raise StoreError(msg)
    for migration in MIGRATIONS[version:]:
        migration(connection)
    if version < len(MIGRATIONS):
        connection.execute(_VERSION.delete())
        connection.execute(_VERSION.insert().values(version=len(MIGRATIONS)))


def _first(connection: Connection) -> None:
    METADATA.create_all(connection)
    for name, (kind, roles) in _VIEWS.items():
        connection.execute(text(_view(name, kind, roles, connection.dialect.name)))


def _view(name: str, kind: str, roles: Sequence[str], dialect: str) -> str:
    columns = ["place", *roles]
    joined = ",\n".join(f"  {_joined(role, dialect)} AS {role}" for role in columns)
    people = ",\n  (SELECT sum(f.count) FROM fillers f WHERE f.document_id = e.document_id"
    people += " AND f.event_number = e.number AND f.role = 'participant') AS participant_count"
    counted = people if "participant" in roles else ""
    return f"""CREATE VIEW {name} AS SELECT
  e.id, d.id AS document_id, d.title, d.published, d.url, e.name, e.factuality,
  e.date_from, e.date_to, e.date_text, e.duration,
{joined}{counted},
  e.confidence, e.same_as
FROM events e JOIN documents d ON d.id = e.document_id WHERE e.type = '{kind}'"""  # noqa: S608 (names from the table above)


def _joined(role: str, dialect: str) -> str:
    aggregate = "string_agg" if dialect == "postgresql" else "group_concat"
    return (
        f"(SELECT {aggregate}(f.shown, '; ') FROM (SELECT coalesce(name, text) AS shown FROM fillers"  # noqa: S608 (names from the table above)
        f" WHERE document_id = e.document_id AND event_number = e.number AND role = '{role}'"
        " ORDER BY number) f)"
    )


# The migration at index n makes schema n + 1 of schema n. Add one; never change one that was released.
MIGRATIONS: Sequence[Callable[[Connection], None]] = (_first,)
