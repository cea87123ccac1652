from __future__ import annotations

import asyncio
import importlib
import json
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from typing import Any

import pytest
import serve_worker
from hypothesis import HealthCheck, given, settings

from pipeline.batch.supervisor import EngineError

pytest.importorskip("fastapi", reason="the extra chronique[serve] is not installed")
testclient = pytest.importorskip("fastapi.testclient", reason="httpx is not installed", exc_type=ImportError)

from pipeline.serve.app import create_app  # noqa: E402 (only with the extra)
from pipeline.serve.limits import Limits  # noqa: E402
from pipeline.serve.pool import Pool  # noqa: E402

LIMITS = Limits(body=10_000, chars=1000, timeout=1.0, request=2.0, upload=1.0, patience=0.2)
NDJSON = {"content-type": "application/x-ndjson"}
TEXT = {"content-type": "text/plain"}


@pytest.fixture(scope="module")
def pool() -> Iterator[Pool]:
    with Pool(LIMITS, 1, serve_worker.load) as engines:
        yield engines


@pytest.fixture(scope="module")
def app(pool: Pool) -> Any:
    return create_app(pool, LIMITS)


@pytest.fixture
def client(pool: Pool, app: Any) -> Iterator[Any]:
    """A client; the engine is back when the test is over."""
    with testclient.TestClient(app) as started:
        yield started
    deadline = time.monotonic() + 10
    while pool.free < 1 and time.monotonic() < deadline:
        time.sleep(0.05)
    assert pool.free == 1


def records(response: Any) -> list[dict[str, Any]]:
    assert response.status_code == 200, response.text
    assert response.headers["content-type"].startswith("application/x-ndjson")
    return [json.loads(line) for line in response.text.splitlines()]


def test_a_plain_text_is_one_article(client: Any) -> None:
    response = client.post(
        "/extract?id=a1&title=Titre&published=2019-05-30", content=b"Une visite.", headers=TEXT
    )
    (record,) = records(response)
    assert record["schema"] == "chronique/event@1"
    assert record["document"] == {"id": "a1", "title": "Titre", "published": "2019-05-30", "url": None}


def test_a_json_object_is_one_article(client: Any) -> None:
    (record,) = records(client.post("/extract?emit=documents", json={"id": 7, "text": "Un.", "more": [1]}))
    assert record["schema"] == "chronique/document@1"
    assert (record["id"], record["text"]) == ("7", "Un.")


def test_lines_are_answered_in_order_with_rejects_in_their_place(client: Any) -> None:
    lines = ['{"id": "a", "text": "Un."}', "", "{", '{"text": "Deux."}', '{"id": "a", "text": "Un."}']
    found = records(client.post("/extract", content="\n".join(lines).encode(), headers=NDJSON))
    assert [record.get("reason") or record["document"]["id"] for record in found] == [
        "a", "bad-json", "4", "duplicate-id"
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("content", "headers", "status", "told"),
    [
        (b"Un.", {"content-type": "image/png"}, 415, "image/png"),
        (b"Un.", {}, 415, "text/plain"),
        (b"", TEXT, 422, "missing-text"),
        (b"Caf\xc3\xa9 \xff", TEXT, 422, "invalid byte"),
        (b"a\0b", TEXT, 422, "NUL"),
        (b"[1]", {"content-type": "application/json"}, 422, "one object a line"),
        (b'{"text": 3}', {"content-type": "application/json"}, 422, "bad-field"),
        (b'{"a": 1, "a": 2}', {"content-type": "application/json"}, 422, "twice"),
        (b"x" * 10_001, TEXT, 413, "10000 bytes"),
    ],
)
def test_what_cannot_be_read_is_told(
    client: Any, content: bytes, headers: dict[str, str], status: int, told: str
) -> None:
    response = client.post("/extract", content=content, headers=headers)
    assert response.status_code == status
    assert told in response.json()["detail"]


def test_a_body_of_unknown_length_is_bounded_too(client: Any) -> None:
    response = client.post("/extract", content=iter([b"x" * 6000, b"x" * 6000]), headers=TEXT)
    assert response.status_code == 413


def test_an_article_that_never_ends_is_rejected_and_the_next_one_served(client: Any) -> None:
    lines = '{"id": "a", "text": "sleep 9"}\n{"id": "b", "text": "Un."}'
    found = records(client.post("/extract", content=lines.encode(), headers=NDJSON))
    assert [record.get("reason") for record in found] == ["timeout", "timeout"]
    assert "2 s" in found[1]["detail"]


def test_a_worker_that_dies_is_replaced(client: Any) -> None:
    lines = '{"id": "a", "text": "exit"}\n{"id": "b", "text": "Un."}'
    found = records(client.post("/extract", content=lines.encode(), headers=NDJSON))
    assert found[0]["reason"] == "crash"
    assert len(records(client.post("/extract", content=b"Un.", headers=TEXT))) == 1


def test_a_busy_service_says_when_to_come_back(client: Any) -> None:
    slow = threading.Thread(
        target=client.post, args=("/extract",), kwargs={"content": b"sleep 0.8", "headers": TEXT}
    )
    slow.start()
    time.sleep(0.3)
    response = client.post("/extract", content=b"Un.", headers=TEXT)
    slow.join()
    assert response.status_code == 503
    assert response.headers["retry-after"] == "5"


def test_a_client_that_hangs_up_does_not_keep_the_engine(pool: Pool, app: Any) -> None:
    lines = "".join(f'{{"id": "{number}", "text": "sleep 0.5"}}\n' for number in range(9))
    messages = [{"type": "http.request", "body": lines.encode()}, {"type": "http.disconnect"}]
    scope = {
        "type": "http", "asgi": {"version": "3.0", "spec_version": "2.3"}, "http_version": "1.1",
        "method": "POST", "scheme": "http", "path": "/extract", "raw_path": b"/extract", "root_path": "",
        "query_string": b"", "headers": [(b"content-type", b"application/x-ndjson"), (b"host", b"test")],
        "client": ("test", 1), "server": ("test", 80),
    }  # fmt: skip

    async def receive() -> dict[str, Any]:
        await asyncio.sleep(0.2 if len(messages) == 1 else 0)
        return messages.pop(0) if messages else {"type": "http.disconnect"}

    async def send(message: dict[str, Any]) -> None:
        pass

    began = time.monotonic()
    asyncio.run(app(scope, receive, send))
    while pool.free < 1 and time.monotonic() - began < 10:
        time.sleep(0.05)
    assert pool.free == 1
    assert time.monotonic() - began < 4.0


def test_health_tells_of_the_engines(client: Any) -> None:
    found = client.get("/health").json()
    assert (found["status"], found["engines"], found["free"]) == ("ok", 1, 1)


def test_other_host_names_are_refused_on_loopback(pool: Pool) -> None:
    with testclient.TestClient(create_app(pool, LIMITS, ["localhost"])) as client:
        assert client.get("/health", headers={"host": "evil.example"}).status_code == 400
        assert client.get("/health", headers={"host": "localhost:8000"}).status_code == 200


@pytest.mark.parametrize(
    ("language", "word"), [("fr-FR", "Annoter"), ("en-GB,fr", "Annotate"), ("", "Annoter")]
)
def test_the_form_speaks_the_readers_language(client: Any, language: str, word: str) -> None:
    response = client.get("/", headers={"accept-language": language})
    assert word in response.text
    assert "default-src 'none'" in response.headers["content-security-policy"]


def test_the_form_shows_the_article_annotated(client: Any) -> None:
    response = client.post("/view", data={"text": "\n<b>Un</b>\nDeux", "title": "", "published": ""})
    assert response.status_code == 200
    assert "<h1>&lt;b&gt;Un&lt;/b&gt;</h1>" in response.text
    assert "\\u003cb\\u003eUn" in response.text
    assert "<b>Un" not in response.text


@pytest.mark.parametrize(
    "data", [{"text": " "}, {"text": "a", "published": "<i>"}, dict.fromkeys("abcdefghijkl", "a")]
)
def test_a_form_that_does_not_fit_comes_back(client: Any, data: dict[str, str]) -> None:
    response = client.post("/view", data=data)
    assert response.status_code == 422
    assert 'role="alert"' in response.text
    assert "<i>" not in response.text


def test_a_model_that_cannot_be_loaded_is_said_at_the_start() -> None:
    with pytest.raises(EngineError, match="no model here"), Pool(LIMITS, 1, serve_worker.failing):
        pass


@pytest.mark.parametrize(
    ("path", "method", "mode"),
    [("/extract", "POST", "POSITIVE"), ("/extract", "POST", "NEGATIVE"), ("/health", "GET", "POSITIVE")],
)
def test_the_interface_keeps_to_its_own_description(app: Any, path: str, method: str, mode: str) -> None:
    """Fuzzed by schemathesis: no server error, no status, type or body that /openapi.json does not name."""
    schemathesis = pytest.importorskip("schemathesis", reason="schemathesis is not installed")
    checks = importlib.import_module("schemathesis.checks")
    names = ("not_a_server_error", "status_code_conformance", "content_type_conformance")
    kept = [getattr(checks, name) for name in (*names, "response_schema_conformance")]
    operation = schemathesis.openapi.from_asgi("/openapi.json", app)[path][method]
    tried = []

    @settings(max_examples=80, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(case=operation.as_strategy(generation_mode=schemathesis.GenerationMode[mode]))
    def conform(case: Any) -> None:
        tried.append(case.call_and_validate(checks=kept).status_code)

    conform()
    expected = {"POSITIVE": 200, "NEGATIVE": 422}[mode]
    assert expected in tried


def serve(*arguments: str, before: str = "pass") -> subprocess.Popen[str]:
    code = f"import sys; {before}; from pipeline.cli import app; app(prog_name='chronique')"
    return subprocess.Popen(
        [sys.executable, "-c", code, "serve", *arguments], stderr=subprocess.PIPE, text=True
    )


def test_the_command_serves_until_it_is_told_to_end() -> None:
    with serve("--port", "0") as process:
        assert process.stderr is not None
        try:
            said = process.stderr.readline()
            address = said.rsplit(" ", 1)[-1].strip()
            assert address.startswith("http://127.0.0.1:"), said
            request = urllib.request.Request(  # noqa: S310 (the address is our own)
                f"{address}/extract?emit=documents",
                data="Le maire Jean Dupont s’est rendu à Paris.".encode(),
                headers={"Content-Type": "text/plain"},
            )
            with urllib.request.urlopen(request) as answer:  # noqa: S310
                (line,) = answer.read().splitlines()
            assert json.loads(line)["entities"]
        finally:
            process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=20) in {0, -signal.SIGTERM}


def test_a_taken_port_and_a_missing_extra_are_told() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        with serve("--port", port) as process:
            _, said = process.communicate()
    assert process.returncode == 2
    assert f"port {port}" in said
    with serve("--port", "0", before="sys.modules['uvicorn'] = None") as process:
        _, said = process.communicate()
    assert process.returncode == 2
    assert "pip install 'chronique[serve]'" in said
