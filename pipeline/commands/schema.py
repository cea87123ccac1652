"""`chronique schema`."""

from __future__ import annotations

import json
import sys
from enum import StrEnum
from typing import Annotated

import typer


class Kind(StrEnum):
    """The records that have a schema."""

    event = "event"
    document = "document"


def schema(kind: Annotated[Kind, typer.Argument(help="Which record.")] = Kind.event) -> None:
    """Print the JSON Schema of a record."""
    from pipeline.records import Document, Event

    model = Event if kind is Kind.event else Document
    sys.stdout.write(json.dumps(model.model_json_schema(by_alias=True), ensure_ascii=False, indent=2) + "\n")
