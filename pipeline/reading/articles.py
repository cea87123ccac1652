"""A row with named fields → an article, or the reason why not."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pipeline.records import Article, Reject
from pipeline.rejection import Reason, RejectedError, printable


@dataclass(frozen=True, slots=True)
class Fields:
    """How the fields of structured input are called, and what is done with the others.

    `reference` is the date of publication of articles that have none.
    """

    id: str = "id"
    text: str = "text"
    title: str = "title"
    published: str = "published"
    url: str = "url"
    keep_meta: bool = False
    reference: dt.date | None = None

    def names(self) -> tuple[str, ...]:
        """The names of the fields that an article is made of."""
        return self.id, self.text, self.title, self.published, self.url


def article(row: Mapping[str, Any], fields: Fields, source: str, line: int | None) -> Article | Reject:
    """The article that `row` holds, or a Reject with the reason."""
    try:
        return _article(row, fields, source, line)
    except RejectedError as error:
        identifier = row.get(fields.id)
        known = printable(str(identifier)) if isinstance(identifier, str | int) else None
        return Reject(id=known, source=source, line=line, reason=error.reason, detail=error.detail)


def _article(row: Mapping[str, Any], fields: Fields, source: str, line: int | None) -> Article:
    identifier = _string(row, fields.id)
    if not identifier:
        raise RejectedError(
            Reason.missing_id, f"no field {fields.id!r}: name the one that holds it with --id-field"
        )
    text = row.get(fields.text)
    if text is None or (isinstance(text, str) and not text.strip()):
        raise RejectedError(
            Reason.missing_text, f"field {fields.text!r} is absent or empty; --text-field names another"
        )
    if not isinstance(text, str):
        raise RejectedError(Reason.bad_field, f"field {fields.text!r} holds {_shown(text)}, not a text")
    meta = {k: v for k, v in row.items() if k not in fields.names()} if fields.keep_meta else {}
    values = {
        "id": identifier,
        "text": text,
        "title": _string(row, fields.title) or None,
        "url": _string(row, fields.url) or None,
        "published": _date(row, fields.published) or fields.reference,
        "meta": meta,
    }
    return _checked(values, source, line)


def _checked(values: dict[str, Any], source: str, line: int | None) -> Article:
    """An Article that JSON and every database can hold."""
    for name, value in values.items():
        _check(name, value)
    try:
        values["meta"] = json.loads(json.dumps(values["meta"], default=str, allow_nan=False))
        found = Article(**values, source=source, line=line)
        found.model_dump_json()
    except (RecursionError, ValueError) as error:
        detail = f"not to be written as JSON: {' '.join(str(error).split())}"
        raise RejectedError(Reason.bad_field, detail) from error
    return found


def _check(name: str, value: Any) -> None:
    for text in _strings(value):
        if "\0" in text:
            detail = f"field {name!r} holds a NUL character, U+0000; remove it"
            raise RejectedError(Reason.nul_character, detail)
        if printable(text) != text:
            detail = f"field {name!r} holds half a surrogate pair, which is no character; repair it"
            raise RejectedError(Reason.lone_surrogate, detail)


def _strings(value: Any) -> Iterator[str]:
    """Every string in a JSON value, keys too; a stack of its own stands any depth of nesting."""
    stack = [value]
    while stack:
        top = stack.pop()
        if isinstance(top, str):
            yield top
        elif isinstance(top, dict):
            stack += [*top.keys(), *top.values()]
        elif isinstance(top, list):
            stack += top


def _string(row: Mapping[str, Any], name: str) -> str:
    value = row.get(name)
    if value is None:
        return ""
    if isinstance(value, str):
        return value if value.strip() else ""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    raise RejectedError(Reason.bad_field, f"field {name!r} holds {_shown(value)}, not a text")


def _date(row: Mapping[str, Any], name: str) -> dt.date | None:
    value = row.get(name)
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    try:
        return dt.datetime.fromisoformat(str(value).strip()).date()
    except ValueError as error:
        detail = f"field {name!r} holds {_shown(value)}, not an ISO date such as 2019-05-30"
        raise RejectedError(Reason.bad_published, detail) from error


def _shown(value: Any) -> str:
    shown = printable(repr(value))
    limit = 60
    return shown if len(shown) <= limit else shown[:limit] + "…"
