"""The first article of each id; the others are rejects. And whether an id came before, in bounded memory."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from functools import partial

from pipeline.records import Article, Reject
from pipeline.rejection import Reason


@contextmanager
def novelty() -> Iterator[Callable[[str], bool]]:
    """A function that tells whether it is given an id for the first time.

    The ids seen lie in a temporary SQLite table, which moves to disk when it grows, so that memory does not.
    """
    with closing(sqlite3.connect("", isolation_level=None)) as seen:
        seen.execute("PRAGMA journal_mode = OFF")
        seen.execute("PRAGMA synchronous = OFF")
        seen.execute("CREATE TABLE ids (digest BLOB PRIMARY KEY) WITHOUT ROWID")
        seen.execute("BEGIN")
        yield partial(_first, seen)


def first_of_each_id(items: Iterable[Article | Reject]) -> Iterator[Article | Reject]:
    """`items` with a Reject in the place of each article whose id came before."""
    with novelty() as is_new:
        for item in items:
            if isinstance(item, Article) and not is_new(item.id):
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
