"""`chronique serve`."""

from __future__ import annotations

import ipaddress
import socket
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.commands.messages import Messages

if TYPE_CHECKING:
    from pipeline.serve.limits import Limits


def serve(  # noqa: PLR0913 (the options of a command)
    *,
    host: Annotated[
        str, typer.Option(help="Address to listen on; only this machine by default.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port; 0 takes a free one.")] = 8000,
    jobs: Annotated[int, typer.Option(min=1, help="Requests worked on at once, each in a process.")] = 1,
    max_bytes: Annotated[int, typer.Option(min=1, help="Largest request body.")] = 10_000_000,
    max_chars: Annotated[
        int, typer.Option(min=100, help="Longest passage; longer articles are processed in several.")
    ] = 100_000,
    timeout: Annotated[float, typer.Option(min=0.01, help="Seconds for an article.")] = 30.0,
    request_timeout: Annotated[float, typer.Option(min=0.01, help="Seconds for a request.")] = 300.0,
    connections: Annotated[int, typer.Option(min=1, help="Connections open at once.")] = 100,
    quiet: Annotated[bool, typer.Option(help="No messages but errors.")] = False,
) -> None:
    """Serve extraction over HTTP: POST /extract, a form page at /, /health, /openapi.json.

    Needs the extra: pip install 'chronique[serve]'. Exit codes: 0 ended, 2 cannot start.
    """
    from pipeline.serve.limits import Limits

    messages = Messages(quiet=quiet)
    try:
        listening = socket.create_server((host, port), family=_family(host))
    except OSError as error:
        messages.fail(
            f"cannot listen on {host} port {port}: {error.strerror or error}; choose another --port"
        )
    limits = Limits(body=max_bytes, chars=max_chars, timeout=timeout, request=request_timeout)
    with listening:
        _run(listening, limits, jobs, connections, messages)


def _run(listening: socket.socket, limits: Limits, jobs: int, connections: int, messages: Messages) -> None:
    try:
        import uvicorn

        from pipeline.serve.app import create_app
        from pipeline.serve.pool import Pool
    except ModuleNotFoundError as error:
        messages.fail(f"the package {error.name!r} is not installed: pip install 'chronique[serve]'")
    from pipeline.batch.supervisor import EngineError

    host, port = listening.getsockname()[:2]
    try:
        with Pool(limits, jobs) as pool:
            config = uvicorn.Config(
                create_app(pool, limits, _names(host)),
                limit_concurrency=connections,
                timeout_keep_alive=5,
                log_level="warning",
                server_header=False,
            )
            messages.say(f"listening on http://{f'[{host}]' if ':' in host else host}:{port}")
            uvicorn.Server(config).run(sockets=[listening])
    except EngineError as error:
        messages.fail(str(error))


def _family(host: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in host else socket.AF_INET


def _names(host: str) -> list[str]:
    """The host names to answer to: on loopback only its own, so that no web page can reach it by another one."""
    return ["localhost", "127.0.0.1", "[::1]", host] if ipaddress.ip_address(host).is_loopback else ["*"]
