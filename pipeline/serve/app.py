"""The HTTP interface; its description is at /openapi.json."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from typing import Annotated, Any, Literal

from fastapi import FastAPI, HTTPException, Query, Request, Response
from fastapi.responses import HTMLResponse, StreamingResponse
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.types import Receive, Scope, Send

from pipeline import __version__
from pipeline.batch.outcome import Outcome
from pipeline.batch.supervisor import EngineError
from pipeline.formats.records_in import events
from pipeline.reading.articles import Fields
from pipeline.reading.unique import first_of_each_id
from pipeline.records import Article, Document, Reject
from pipeline.rejection import Reason
from pipeline.serve import bodies, form
from pipeline.serve.limits import Limits
from pipeline.serve.pool import BusyError, Lease, Pool
from pipeline.view import render

Emit = Literal["events", "documents"]
_ARTICLE = {
    "type": "object",
    "required": ["text"],
    "properties": {
        "id": {"type": ["string", "integer", "null"]},
        "text": {"type": "string", "minLength": 1},
        "title": {"type": ["string", "null"]},
        "published": {"type": ["string", "null"], "format": "date"},
        "url": {"type": ["string", "null"]},
    },
}
_BODY = {
    "required": True,
    "content": {
        "text/plain": {"schema": {"type": "string", "minLength": 1}},
        "application/json": {"schema": _ARTICLE},
        bodies.NDJSON: {"schema": {"type": "string", "description": "One article a line, as JSON."}},
    },
}
_PROBLEMS: dict[int | str, dict[str, Any]] = {
    400: {"description": "A host name that is not this service's."},
    408: {"description": "The body took too long."},
    413: {"description": "The body is too large."},
    415: {"description": "A content type that is not read here."},
    422: {"description": "No article in the body, or a parameter that does not fit."},
    503: {"description": "All engines are at work; Retry-After says when to try again."},
}


def create_app(pool: Pool, limits: Limits, hosts: Sequence[str] = ("*",)) -> FastAPI:
    """The service on `pool`'s engines. `hosts`: the names it answers to, against pages that rebind a name."""
    app = FastAPI(
        title="chronique",
        version=__version__,
        summary="Event records from French news",
        # The pages that FastAPI offers here load scripts from elsewhere.
        docs_url=None,
        redoc_url=None,
    )
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=list(hosts))
    app.middleware("http")(_harden)
    _add_extract(app, pool, limits)
    _add_form(app, pool, limits)

    @app.get("/health", responses={400: _PROBLEMS[400]})
    def health() -> dict[str, str | int]:
        """Says that the service lives, and how many of its engines are free."""
        return {"status": "ok", "version": __version__, "engines": pool.size, "free": pool.free}

    return app


def _add_extract(app: FastAPI, pool: Pool, limits: Limits) -> None:
    @app.post(
        "/extract",
        response_class=StreamingResponse,
        openapi_extra={"requestBody": _BODY},
        responses={200: {"content": {bodies.NDJSON: {"schema": {"type": "string"}}}}, **_PROBLEMS},
    )
    async def extract(  # noqa: PLR0913 (the parameters of the query)
        *,
        request: Request,
        emit: Annotated[Emit, Query(description="What a line of the answer is.")] = "events",
        published: Annotated[
            dt.date | None, Query(description="Date of publication of articles that have none.")
        ] = None,
        article_id: Annotated[str, Query(alias="id", description="Id of a plain text.")] = "1",
        title: Annotated[str | None, Query(description="Title of a plain text.")] = None,
        url: Annotated[str | None, Query(description="Address of a plain text.")] = None,
    ) -> Response:
        """Articles in, records out: JSON Lines, as they are found, in the order of the articles.

        An article that cannot be processed becomes a reject record in its place.
        """
        kind, fields = bodies.kind(request), Fields(reference=published)
        data = await bodies.body(request, limits)
        items: list[Article | Reject]
        if kind == "ndjson":
            # A list, because its SQLite table stays in one thread and what follows changes threads.
            items = await asyncio.to_thread(lambda: list(first_of_each_id(bodies.lines(data, fields))))
        elif kind == "json":
            items = [bodies.one(bodies.json_row(data), fields)]
        else:
            row = {"id": article_id, "text": bodies.text(data), "title": title, "url": url}
            items = [bodies.one(row, fields)]
        return _Leased(pool, await _lease(pool, items), emit)


def _add_form(app: FastAPI, pool: Pool, limits: Limits) -> None:
    @app.get("/", include_in_schema=False)
    def show_form(request: Request) -> HTMLResponse:
        return _form(request)

    @app.post("/view", include_in_schema=False)
    async def view(request: Request) -> HTMLResponse:
        try:
            body = (await bodies.body(request, limits)).decode("utf-8", "replace")
            row = form.fields(body)
            article = bodies.one({"title": form.headline(row.get("text", ""))} | row, Fields())
        except (HTTPException, ValueError) as error:
            status = error.status_code if isinstance(error, HTTPException) else 422
            return _form(request, str(getattr(error, "detail", error)), status)
        lease = await _lease(pool, [article])
        try:
            outcome = await lease.next()
        except EngineError as error:
            return _form(request, str(error), 500)
        finally:
            pool.release(lease)
        if outcome is None or outcome.reject:
            return _form(request, outcome.reject.detail if outcome and outcome.reject else "", 422)
        documents = [Document.model_validate_json(line) for line in outcome.records]
        return HTMLResponse(render(documents, title=article.title or "chronique"))


def _form(request: Request, problem: str = "", status: int = 200) -> HTMLResponse:
    page = form.page(request.headers.get("accept-language", ""), problem)
    return HTMLResponse(page, status, {"Content-Security-Policy": form.POLICY})


async def _lease(pool: Pool, items: Iterable[Article | Reject]) -> Lease:
    try:
        return await pool.lease(items)
    except BusyError as error:
        raise HTTPException(503, str(error), {"Retry-After": "5"}) from None


class _Leased(StreamingResponse):
    """Streams what a lease gives; the engine goes back however the response ends."""

    def __init__(self, pool: Pool, lease: Lease, emit: Emit) -> None:
        super().__init__(_lines(lease, emit), media_type=bodies.NDJSON)
        self._pool, self._lease = pool, lease

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await super().__call__(scope, receive, send)
        finally:
            self._pool.release(self._lease)


async def _lines(lease: Lease, emit: Emit) -> AsyncIterator[str]:
    try:
        while (outcome := await lease.next()) is not None:
            for line in _records(outcome, emit):
                yield line + "\n"
    except EngineError as error:
        yield Reject(source=bodies.SOURCE, reason=Reason.error, detail=str(error)).to_json() + "\n"


def _records(outcome: Outcome, emit: Emit) -> list[str]:
    if outcome.reject:
        return [outcome.reject.to_json()]
    if emit == "documents":
        return outcome.records
    documents = (Document.model_validate_json(line) for line in outcome.records)
    return [event.to_json() for event in events(documents)]


async def _harden(request: Request, proceed: Callable[[Request], Awaitable[Response]]) -> Response:
    response = await proceed(request)
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    response.headers.setdefault("Referrer-Policy", "no-referrer")
    response.headers.setdefault("Cache-Control", "no-store")
    return response
