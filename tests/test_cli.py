import os
import pty
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline import __version__
from pipeline.cli import app

COMMANDS = [command.callback.__name__ for command in app.registered_commands if command.callback]
PROGRAM = [sys.executable, "-m", "pipeline"]


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [*PROGRAM, *arguments], capture_output=True, check=False, env=os.environ | environment
    )


def test_the_version_is_told() -> None:
    assert run("--version").stdout.decode() == f"chronique {__version__}\n"


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_shows_examples_whatever_the_locale(command: str) -> None:
    done = run(command, "--help", PYTHONIOENCODING="ascii", LC_ALL="C")
    assert (done.returncode, done.stderr) == (0, b"")
    told = done.stdout.decode("utf-8")
    assert re.search(rf"Examples:\n  .*\bchronique {command}\s", told)
    assert "\b" not in told


def test_help_needs_no_model() -> None:
    code = "import sys, pipeline.cli; sys.exit('spacy' in sys.modules or 'pydantic' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_nothing_is_said_of_imports_when_the_user_does_not_wait_for_them() -> None:
    code = "import os, signal, pipeline.__main__; os.kill(os.getpid(), signal.SIGINT)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (-signal.SIGINT, b"")


def test_nothing_is_said_when_the_reader_leaves() -> None:
    ours, theirs = os.pipe()
    os.close(ours)
    with os.fdopen(theirs) as gone:
        done = subprocess.run([*PROGRAM, "schema"], stdout=gone, stderr=subprocess.PIPE, check=False)
    assert done.stderr == b""


def on_a_terminal(*arguments: str, **environment: str) -> bytes:
    """What the program writes when standard output is a terminal."""
    ours, theirs = pty.openpty()
    with os.fdopen(theirs, "wb") as terminal:
        subprocess.run(
            [*PROGRAM, *arguments], stdout=terminal, stderr=terminal, check=False,
            env=os.environ | {"TERM": "xterm-256color"} | environment,
        )  # fmt: skip
    with os.fdopen(ours, "rb") as shown:
        return shown.read1(100_000)


@pytest.mark.parametrize("arguments", [("--help",), ("view", "nothing.jsonl", "-o", "page.html"), ("view",)])
def test_no_color_is_respected(arguments: tuple[str, ...]) -> None:
    assert b"\x1b[" not in on_a_terminal(*arguments, NO_COLOR="1")


def test_accents_in_file_names_survive_a_plain_locale(tmp_path: Path) -> None:
    name = str(tmp_path / "événements.jsonl")
    done = run("view", name, "-o", str(tmp_path / "p.html"), PYTHONIOENCODING="ascii")
    assert name in done.stderr.decode("utf-8")


def test_an_unknown_option_is_told_in_a_sentence() -> None:
    done = run("view", "--colour")
    assert done.returncode == 2
    assert b"--colour" in done.stderr
    assert b"Traceback" not in done.stderr
