"""Request bodies → articles and rejects."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any

from fastapi import HTTPException, Request

from pipeline.reading.articles import Fields, article
from pipeline.reading.decoding import decode
from pipeline.reading.formats import json_object
from pipeline.records import Article, Reject
from pipeline.rejection import RejectedError
from pipeline.serve.limits import Limits

SOURCE = "request"
NDJSON = "application/x-ndjson"
TYPES = {
    "text/plain": "text",
    "application/json": "json",
    NDJSON: "ndjson",
    "application/ndjson": "ndjson",
    "application/jsonl": "ndjson",
}


async def body(request: Request, limits: Limits) -> bytes:
    """The whole body; raises HTTPException 413 for one too large, 408 for one that takes too long."""
    declared = request.headers.get("content-length", "")
    if declared.isdecimal() and int(declared) > limits.body:
        raise _too_large(limits)
    received = bytearray()
    try:
        async with asyncio.timeout(limits.upload):
            async for chunk in request.stream():
                received += chunk
                if len(received) > limits.body:
                    raise _too_large(limits)
    except TimeoutError:
        raise HTTPException(408, f"the body did not arrive within {limits.upload:g} s") from None
    return bytes(received)


def _too_large(limits: Limits) -> HTTPException:
    return HTTPException(413, f"the body is larger than {limits.body} bytes; send fewer articles at once")


def kind(request: Request) -> str:
    """`text`, `json` or `ndjson`, by the content type; raises HTTPException 415 for another one."""
    given = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if given not in TYPES:
        raise HTTPException(415, f"content type {given!r}: send one of {', '.join(TYPES)}")
    return TYPES[given]


def one(row: dict[str, Any], fields: Fields) -> Article:
    """The article that `row` holds; raises HTTPException 422 with the reason if it holds none."""
    found = article(_with_id(row, "1"), fields, SOURCE, None)
    if isinstance(found, Reject):
        raise HTTPException(422, f"{found.reason}: {found.detail}")
    return found


def text(data: bytes) -> str:
    """`data` as text, in UTF-8 or Windows-1252; raises HTTPException 422 for damaged UTF-8."""
    try:
        return decode(data, SOURCE, lambda *_: None)
    except RejectedError as error:
        raise HTTPException(422, f"{error.reason}: {error.detail}") from None


def json_row(data: bytes) -> dict[str, Any]:
    """The JSON object in `data`; raises HTTPException 422 for anything else."""
    try:
        return json_object(text(data))
    except RejectedError as error:
        detail = f"{error.reason}: {error.detail}; for several articles send {NDJSON}, one object a line"
        raise HTTPException(422, detail) from None


def lines(data: bytes, fields: Fields) -> Iterator[Article | Reject]:
    """One article, or the reason why not, for each line that is not empty; ids default to line numbers."""
    for number, line in enumerate(data.split(b"\n"), 1):
        if line.strip():
            yield _line(line, fields, number)


def _line(line: bytes, fields: Fields, number: int) -> Article | Reject:
    try:
        row = json_object(decode(line, SOURCE, lambda *_: None))
    except RejectedError as error:
        return Reject(source=SOURCE, line=number, reason=error.reason, detail=error.detail)
    return article(_with_id(row, str(number)), fields, SOURCE, number)


def _with_id(row: dict[str, Any], default: str) -> dict[str, Any]:
    return row if row.get("id") is not None else row | {"id": default}
