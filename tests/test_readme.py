"""What the README shows is what happens: its example, its commands, its Python."""

import contextlib
import io
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from spacy.language import Language

import pipeline

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)
PYTHON = [block for language, block in BLOCKS if language == "python"]
# `chronique` as a shell function: the one of this checkout, installed or not.
SHELL = 'set -euo pipefail\nchronique() { "$PYTHON" -m pipeline "$@"; }\n'


def assert_part(part: Any, whole: Any, where: str = "record") -> None:
    """Everything in `part` is in `whole`; lists have the same length."""
    if isinstance(part, dict):
        for key, value in part.items():
            assert_part(value, whole[key], f"{where}.{key}")
    elif isinstance(part, list):
        assert len(part) == len(whole), where
        for number, (one, other) in enumerate(zip(part, whole, strict=True)):
            assert_part(one, other, f"{where}[{number}]")
    else:
        assert part == whole, where


def test_the_record_shown_first_is_what_the_sentence_gives(nlp: Language) -> None:
    (sentence,) = re.findall(r"^> (.+)$", README, re.MULTILINE)
    (shown,) = (json.loads(block) for language, block in BLOCKS if language == "json")
    article = {"id": "readme", "published": "2025-05-15", "text": sentence}
    (event,) = pipeline.extract([article], nlp=nlp)
    record = event.model_dump(mode="json", by_alias=True)
    assert_part(shown, record)
    assert {role for role, fillers in record["roles"].items() if fillers} == set(shown["roles"])


@pytest.mark.parametrize("block", PYTHON, ids=lambda block: block.splitlines()[0])
def test_the_python_prints_what_its_comments_say(
    block: str, nlp: Language, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipeline.extraction.load", lambda: nlp)
    monkeypatch.setattr("pipeline.extraction._shared", lambda: nlp)
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(block, "README.md", "exec"), {})  # noqa: S102 (our own page)
    expected = re.findall(r"^\s*# → (.+)$", block, re.MULTILINE)
    assert expected
    assert printed.getvalue().splitlines() == expected


def test_the_commands_work_one_after_the_other(tmp_path: Path) -> None:
    (commands,) = (block for language, block in BLOCKS if language == "sh")
    shutil.copytree(ROOT / "samples", tmp_path / "samples")
    done = subprocess.run(
        ["bash", "-c", SHELL + commands],
        cwd=tmp_path,
        env={**os.environ, "PYTHON": sys.executable, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    written = re.findall(r"(?:-o|>|sqlite:///|documents\.jsonl) ?([\w.-]+\.\w+)", commands)
    assert len(set(written)) >= len(commands.splitlines()) - 2
    for name in written:
        assert (tmp_path / name).stat().st_size > 0, name
    events = (tmp_path / "events.jsonl").read_text(encoding="utf-8").splitlines()
    assert len(events) > 20
