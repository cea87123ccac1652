"""The sentences of `press_dates.txt`: every expression with its value, and no other date."""

import datetime as dt
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.french_dates import find_dates

_MARK = re.compile(r"\[([^\]|]*)\|([^\]]*)\]")
_FILE = Path(__file__).with_name("press_dates.txt")

Expected = dict[tuple[int, int], str | None]


def sentences() -> Iterator[tuple[str, dt.date | None]]:
    """The marked sentences with their day of publication."""
    published = None
    for line in _FILE.read_text(encoding="utf-8").split("\n"):
        if line.startswith("@"):
            published = dt.date.fromisoformat(line[1:]) if line[1:] else None
        elif line and not line.startswith("#"):
            yield line.replace("⏎", "\n"), published


def unmark(sentence: str) -> tuple[str, Expected]:
    """The text of a marked sentence, and the values of its expressions by their offsets."""
    text, expected, end = "", {}, 0
    for mark in _MARK.finditer(sentence):
        text += sentence[end : mark.start()]
        expected[len(text), len(text) + len(mark[1])] = mark[2] or None
        text += mark[1]
        end = mark.end()
    return text + sentence[end:], expected


@pytest.mark.parametrize(("sentence", "published"), list(sentences()))
def test_a_sentence_of_the_press(sentence: str, published: dt.date | None) -> None:
    text, expected = unmark(sentence)
    found = {
        (mention.start, mention.end): mention.value.timex
        for mention in find_dates(text, published)
        if mention.value.type == "DATE" or (mention.start, mention.end) in expected
    }
    assert found == expected
