"""The tables under `models/interchange/`."""

from __future__ import annotations

import tomllib
from functools import cache

from pipeline import resources

Table = dict[str, dict[str, str]]


@cache
def table(name: str) -> Table:
    """The sections of `models/interchange/<name>.toml`, each our word → the format's.

    Raises FileNotFoundError for an unknown table and tomllib.TOMLDecodeError for a broken one.
    """
    return tomllib.loads((resources.models() / "interchange" / f"{name}.toml").read_text(encoding="utf-8"))
