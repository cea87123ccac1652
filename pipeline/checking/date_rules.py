"""Checks `models/lexicons/date_rules.toml`: keys, names, shapes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

from pipeline.checking.rule_files import Place, RuleFile, UnreadableError, are_tables, are_texts, unknown_keys
from pipeline.french_dates import rules
from pipeline.french_dates.rules import Combination, Rule

_KINDS = {"rule": Rule, "combination": Combination}
_NEEDED = {
    "rule": ("name", "shape", "value", "examples", "counter_examples"),
    "combination": ("name", "examples"),
}


def problems(folder: Path) -> Iterator[str]:
    """What is wrong with the date rules of a `models` folder."""
    try:
        file = RuleFile.read(folder / "lexicons" / "date_rules.toml", folder)
    except UnreadableError as error:
        yield str(error)
        return
    yield from unknown_keys(Place(file), file.data, {*_KINDS, "classes"})
    complete = True
    for table in _KINDS:
        if not are_tables(file.data.get(table, [])):
            yield Place(file).says(table, f"{table} = {file.data[table]!r}: give [[{table}]] tables")
            return
        first: dict[str, str] = {}
        for number, row in enumerate(file.data.get(table, [])):
            for problem in _row(Place(file, table, number), table, row, first):
                complete = False
                yield problem
    if complete:
        yield from _shapes(file)


def _row(place: Place, table: str, row: Mapping[str, Any], first: dict[str, str]) -> Iterator[str]:
    yield from unknown_keys(place, row, {field.name for field in fields(_KINDS[table])})
    for key in _NEEDED[table]:
        if key not in row:
            yield place.says("name", f"{table} {row.get('name')!r}: key {key!r} is missing: add it")
    for key, value in row.items():
        if not (are_texts(value) if key in {"examples", "counter_examples"} else isinstance(value, str)):
            yield place.says(key, f"{key} = {value!r}: give a text, or a list of texts for examples")
    here = place.file.where("name", table, place.number)
    known = first.setdefault(str(row.get("name")), here)
    if known != here:
        yield place.says(
            "name", f"{table} {row.get('name')!r} is already named in {known}: give another name"
        )


def _shapes(file: RuleFile) -> Iterator[str]:
    try:
        rules.rules()
        rules.combinations()
    except re.error as error:
        yield f"{file.name}: a shape does not compile: {error}"
