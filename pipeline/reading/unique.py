"""The first article of each id; the others are rejects."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing

from pipeline.records import Article, Reject
from pipeline.rejection import Reason


def first_of_each_id(items: Iterable[Article | Reject]) -> Iterator[Article | Reject]:
    """`items` with a Reject in the place of each article whose id came before.

    The ids seen lie in a temporary SQLite table, which moves to disk when it grows, so that memory does not.
    """
    with closing(sqlite3.connect("", isolation_level=None)) as seen:
        seen.execute("PRAGMA journal_mode = OFF")
        seen.execute("PRAGMA synchronous = OFF")
        seen.execute("CREATE TABLE ids (digest BLOB PRIMARY KEY) WITHOUT ROWID")
        seen.execute("BEGIN")
        for item in items:
            if isinstance(item, Article) and not _first(seen, item.id):
                yield Reject(
                    id=item.id,
                    source=item.source,
                    line=item.line,
                    reason=Reason.duplicate_id,
                    detail="an earlier article has this id; make ids unique",
                )
            else:
                yield item


def _first(seen: sqlite3.Connection, identifier: str) -> bool:
    digest = hashlib.blake2b(identifier.encode(), digest_size=16).digest()
    return seen.execute("INSERT OR IGNORE INTO ids VALUES (?)", (digest,)).rowcount == 1
