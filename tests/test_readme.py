"""What the README shows first is what happens; its commands and its Python run in `test_pages.py`."""

import json
import re
from pathlib import Path
from typing import Any

from spacy.language import Language

import pipeline

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


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
    (shown,) = map(json.loads, re.findall(r"^```json\n(.*?)^```$", README, re.MULTILINE | re.DOTALL))
    article = {"id": "readme", "published": "2025-05-15", "text": sentence}
    (event,) = pipeline.extract([article], nlp=nlp)
    record = event.model_dump(mode="json", by_alias=True)
    assert_part(shown, record)
    assert {role for role, fillers in record["roles"].items() if fillers} == set(shown["roles"])
