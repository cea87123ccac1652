"""What the pages show is what happens: every command and all Python of README, CONTRIBUTING and docs/ runs.

A block that cannot run here is marked in its page by `<!-- not run: reason -->` on the line before it.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
WARM = Path(__file__).with_name("warm.py")
# Marked as not run: installs, servers, clusters, `make`, data that is not ours. More of them takes a reason here.
NOT_RUN = 11
HALF = 14
BLOCK = re.compile(
    r"^(?:[ \t]*<!-- not run: (?P<reason>[^\n]+) -->\n+)?(?P<indent>[ \t]*)```(?P<language>\w*)\n"
    r"(?P<body>.*?)^(?P=indent)```$",
    re.MULTILINE | re.DOTALL,
)
RUN = ("sh", "python", "console")
COMMAND = re.compile(r"^\s*(?:\$ )?(?:chronique|python|pip|make|curl|sqlite3) ", re.MULTILINE)
# `chronique` as a shell function: the one of this checkout, installed or not, with its model loaded already.
SHELL = """set -euo pipefail
chronique() { "$PYTHON" -S "$WARM" "$SOCKET" chronique "$@"; }
python() { "$PYTHON" "$@"; }
"""
# What a page takes for granted in the reader's folder: its name there, and what it is.
GIVEN = {
    # The checkout itself, to change its rules.
    "annotation-loop.md": {"pipeline": "pipeline", "models": "models", "benchmarks": "benchmarks"},
    "database.md": {"events.jsonl": "events.jsonl", "documents.jsonl": "documents.jsonl"},
    "evaluation.md": dict.fromkeys(
        ["gold.jsonl", "predicted.jsonl", "new.jsonl", "old.jsonl"], "documents.jsonl"
    ),
    "formats.md": {
        "records.jsonl": "documents.jsonl",
        "predicted.jsonl": "documents.jsonl",
        "export.json": "tasks.json",
    },
    "interchange.md": {"events.jsonl": "events.jsonl"},
    "operations.md": {"news": "news", "news.jsonl": "news.jsonl"},
    "scaling.md": {"news.jsonl": "news.jsonl"},
    "view.md": {"news": "news"},
}


@dataclass(frozen=True)
class Block:
    language: str
    body: str
    reason: str | None


Run = Callable[[Path, str], subprocess.CompletedProcess[str]]


def blocks(page: Path) -> list[Block]:
    """The blocks of `page`, without their indent."""
    return [
        Block(
            found["language"],
            re.sub(f"^{found['indent']}", "", found["body"], flags=re.MULTILINE),
            found["reason"],
        )
        for found in BLOCK.finditer(page.read_text(encoding="utf-8"))
    ]


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    """Runs a script of the shell in a folder, with `chronique` and `$SOCKET` for Python."""
    address = tmp_path_factory.mktemp("warm") / "s"
    environment = {**os.environ, "PYTHON": sys.executable, "PYTHONPATH": str(ROOT)}
    server = subprocess.Popen([sys.executable, WARM, "serve", address], env=environment)
    while not address.exists():
        assert server.poll() is None
        time.sleep(0.1)

    def running(folder: Path, script: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["bash", "-c", SHELL + script],
            cwd=folder,
            env={**environment, "WARM": str(WARM), "SOCKET": str(address)},
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )

    yield running
    server.terminate()
    server.wait()


@pytest.fixture(scope="module")
def given(run: Run, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of what readers have: articles, as a file and as a folder, and their records."""
    folder = tmp_path_factory.mktemp("given")
    lines = (ROOT / "samples" / "articles.jsonl").read_text(encoding="utf-8").splitlines()[:5]
    (folder / "news.jsonl").write_text("\n".join(lines), encoding="utf-8")
    shutil.copytree(ROOT / "samples", folder / "samples")
    for name in ("articles.jsonl", "gold/dev.jsonl"):  # the same articles, in the same order: half are enough
        path = folder / "samples" / name
        path.write_text("\n".join(path.read_text(encoding="utf-8").split("\n")[:HALF]), encoding="utf-8")
    (folder / "news").mkdir()
    for article in map(json.loads, lines[:2]):
        (folder / "news" / f"{article['id']}.txt").write_text(article["text"], encoding="utf-8")
    done = run(
        folder,
        "chronique extract news.jsonl -o events.jsonl\n"
        "chronique extract news.jsonl --emit documents -o documents.jsonl\n"
        "chronique convert documents.jsonl tasks.json",
    )
    assert done.returncode == 0, done.stderr
    return folder


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_what_a_page_shows_is_what_happens(page: Path, run: Run, given: Path, tmp_path: Path) -> None:
    todo = [block for block in blocks(page) if block.language in RUN and not block.reason]
    if not todo:
        return
    shutil.copytree(given / "samples", tmp_path / "samples")
    for name, what in GIVEN.get(page.name, {}).items():
        source = given / what if (given / what).exists() else ROOT / what
        (shutil.copytree if source.is_dir() else shutil.copy)(source, tmp_path / name)
    for number, block in enumerate(todo):
        (show_python if block.language == "python" else show_commands)(block, number, run, tmp_path)


def show_python(block: Block, number: int, run: Run, folder: Path) -> None:
    """Runs the block; it prints what its comments `# → …` say."""
    (folder / f"block{number}.py").write_text(block.body, encoding="utf-8")
    done = run(folder, f'"$PYTHON" -S "$WARM" "$SOCKET" python block{number}.py')
    assert done.returncode == 0, block.body + done.stdout + done.stderr
    assert done.stdout.splitlines() == re.findall(r"^\s*# → (.+)$", block.body, re.MULTILINE)


def show_commands(block: Block, _number: int, run: Run, folder: Path) -> None:
    """Runs the block; all that it says it writes is there. In a console block, the output is the one shown."""
    commands = re.findall(r"^\$ (.+)$", block.body, re.MULTILINE)
    done = run(folder, "\n".join(commands) if block.language == "console" else block.body)
    assert done.returncode == 0, block.body + done.stdout + done.stderr
    if block.language == "console":
        assert (
            done.stdout.splitlines() == re.sub(r"^\$ .*\n", "", block.body, flags=re.MULTILINE).splitlines()
        )
    for name in re.findall(r"(?:-o|>|sqlite:///|--html) ?([\w.-]+\.\w+)", block.body):
        assert (folder / name).stat().st_size > 0, name


def test_every_command_stands_in_a_block_that_runs() -> None:
    """A block without a language would escape the tests, and so would one of another kind."""
    hidden = [
        (page.name, block.body)
        for page in PAGES
        for block in blocks(page)
        if block.language not in RUN and COMMAND.search(block.body)
    ]
    assert hidden == []


def test_the_blocks_that_do_not_run_are_as_few_as_they_were() -> None:
    marked = [(page.name, block.reason) for page in PAGES for block in blocks(page) if block.reason]
    assert len(marked) == NOT_RUN, marked
    signs = sum(len(re.findall(r"(?m)^\s*<!-- not run", page.read_text(encoding="utf-8"))) for page in PAGES)
    assert signs == NOT_RUN, "a mark stands on the line before its block and gives a reason"
