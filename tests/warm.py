"""The command line with its model loaded once: a server that forks for each command, and its client.

`python warm.py serve SOCKET` serves; `python warm.py SOCKET chronique ARGUMENT…` and `python warm.py SOCKET
python FILE` run as the program and as Python do, in the caller's folder and on the caller's streams.
"""

import json
import os
import signal
import socket
import sys
import traceback
from pathlib import Path

# Rules are compiled at their first use.
_WARM_UP = "Lundi 27 mai 2019, Orinoco a formé 12 cadres au Big data à Lomé. Il a reçu une délégation."


def ask(path: str, argv: list[str]) -> int:
    """The exit code of `argv`, run by the server at `path`."""
    with socket.socket(socket.AF_UNIX) as server:
        server.connect(path)
        socket.send_fds(server, [json.dumps([str(Path.cwd()), *argv]).encode()], [0, 1, 2])
        answer = server.recv(1)
    return answer[0] if answer else 70


def serve(path: str) -> None:
    """Loads the pipeline, then answers at `path` until it is ended."""
    import multiprocessing

    from pipeline import cli, extraction

    nlp = extraction.load()
    list(extraction.extract([{"id": "1", "text": _WARM_UP}], nlp=nlp))
    extraction.load = lambda: nlp
    fork = multiprocessing.get_context("fork")  # workers inherit the model
    multiprocessing.get_context = lambda _method=None: fork
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(path + ".new")
        listening.listen()
        Path(path + ".new").rename(path)
        while True:
            connection, _ = listening.accept()
            if os.fork() == 0:
                listening.close()
                _answer(connection, cli.main)
            connection.close()


def _answer(connection: socket.socket, main) -> None:  # noqa: ANN001 (mypy does not read tests)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    message, streams, *_ = socket.recv_fds(connection, 1 << 16, 3)
    for given, own in zip(streams, (0, 1, 2), strict=True):
        os.dup2(given, own)
        os.close(given)
    sys.stdin, sys.stdout, sys.stderr = open(0), open(1, "w"), open(2, "w")  # noqa: SIM115 (for life)
    folder, *sys.argv = json.loads(message)
    os.chdir(folder)
    code = 70
    try:
        code = _run(main)
    except BaseException:  # noqa: BLE001 (as the interpreter itself would)
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        connection.send(bytes([code]))
        os._exit(code)


def _run(main) -> int:  # noqa: ANN001
    try:
        if sys.argv[0] == "python":
            return _python(Path(sys.argv[1]))
        main()
    except SystemExit as end:
        return int(end.code or 0)
    return 0


def _python(path: Path) -> int:
    import doctest

    source = path.read_text(encoding="utf-8")
    if source.startswith(">>>"):
        return int(doctest.testfile(str(path), module_relative=False).failed > 0)
    exec(compile(source, path.name, "exec"), {"__name__": "__main__"})  # noqa: S102 (our own pages)
    return 0


if __name__ == "__main__":
    if sys.argv[1] == "serve":
        serve(sys.argv[2])
    else:
        sys.exit(ask(sys.argv[1], sys.argv[2:]))
