"""Writes docs/records.md from the models in `pipeline.records` (`make reference`)."""

from __future__ import annotations

import inspect
import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from pydantic.fields import FieldInfo  # noqa: E402 (this checkout's package comes first on the path)

from pipeline import records  # noqa: E402

MODELS = (
    records.Event, records.Document, records.DocumentReference, records.Entity, records.Mention, records.Filler,
    records.EventDate, records.TextSpan, records.Reject,
)  # fmt: skip
HEAD = """# Records

Written by `docs/record_reference.py` from the models in `pipeline/records.py`; `chronique schema [event|document]`
prints the same as JSON Schema. Offsets are half-open, in Unicode code points of the raw input text exactly as
given: `raw[start:end]` is the wording.

`extract` writes event records, one a line; with `--emit documents`, document records with their entities and events.
Rejected articles are reject records in a file of their own ([operations](operations.md)).
"""


def kind(schema: dict[str, Any]) -> str:
    """A JSON Schema type in words: `text`, `list of Filler`, `Event or null`."""
    match schema:
        case {"anyOf": options}:
            words = " or ".join(kind(option) for option in options)
        case {"$ref": target}:
            name = target.rpartition("/")[2]
            words = f"[{name}](#{name.lower()})"
        case {"enum": values}:
            words = ", ".join(f"`{value}`" for value in values)
        case {"const": value}:
            words = f"`{value}`"
        case {"type": "array", "items": item}:
            words = f"list of {kind(item)}"
        case {"type": "object", "additionalProperties": dict(values)}:
            words = f"object of {kind(values)}"
        case {"type": name}:
            words = {"string": "text", "integer": "whole number"}.get(name, name)
    return words


def row(name: str, field: FieldInfo, schema: dict[str, Any]) -> str:
    """One line of a table."""
    key = field.alias or name
    return f"| `{key}` | {kind(schema['properties'][key])} | {field.description or ''} |"


def section(model: type[records.Record]) -> str:
    """One model: what it is, and a table of its keys."""
    schema = model.model_json_schema(by_alias=True)
    rows = [row(name, field, schema) for name, field in model.model_fields.items()]
    about = inspect.cleandoc(model.__doc__ or "")
    return "\n".join(
        (f"## {model.__name__}", "", about, "", "| key | value | meaning |", "|---|---|---|", *rows)
    )


def page() -> str:
    """The whole page."""
    return "\n".join((HEAD, *(f"{section(model)}\n" for model in MODELS)))


if __name__ == "__main__":
    (HERE / "records.md").write_text(page(), encoding="utf-8")
