"""chronique: structured records of events from French news.

`load()` gives the spaCy pipeline, `extract(articles)` streams records.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pipeline.extraction import extract, load
    from pipeline.records import Article, Document, Event

__version__ = "0.1.0"
__all__ = ["Article", "Document", "Event", "__version__", "extract", "load"]


def __getattr__(name: str) -> Any:
    """Imports on first use: `chronique --help` and the readers of records need no spaCy."""
    if name in {"extract", "load"}:
        from pipeline import extraction

        return getattr(extraction, name)
    if name in {"Article", "Document", "Event"}:
        from pipeline import records

        return getattr(records, name)
    msg = f"module 'pipeline' has no attribute {name!r}"
    raise AttributeError(msg)
