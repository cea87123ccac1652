import datetime as dt
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.french_dates import find_dates
from pipeline.french_dates.lexer import fold
from pipeline.french_dates.rules import combinations, rules

THURSDAY = dt.date(2019, 5, 30)
MARKED = re.compile(r"\[([^\]|]*)\|([^\]]*)\]")

EXAMPLES = [
    (rule.name, example) for rule in (*rules(), *combinations().values()) for example in rule.examples
]
COUNTER_EXAMPLES = [(rule.name, example) for rule in rules() for example in rule.counter_examples]


def unmark(example: str) -> tuple[str, list[tuple[int, int, str]]]:
    """A marked sentence as its text and the marked expressions: (start, end, value)."""
    text, expected, end = "", [], 0
    for match in MARKED.finditer(example):
        text += example[end : match.start()]
        expected.append((len(text), len(text) + len(match[1]), match[2]))
        text += match[1]
        end = match.end()
    return text + example[end:], expected


def found(text: str, reference: dt.date | None = THURSDAY) -> list[tuple[int, int, str | None]]:
    return [(m.start, m.end, m.value.timex) for m in find_dates(text, reference)]


@pytest.mark.parametrize(("rule", "example"), EXAMPLES)
def test_rule_examples(rule: str, example: str) -> None:
    text, expected = unmark(example)
    mentions = {(m.start, m.end): m for m in find_dates(text, THURSDAY)}
    for start, end, value in expected:
        assert (start, end) in mentions, (text, [text[a:b] for a, b in mentions])
        assert mentions[start, end].value.timex == value
    assert any(rule in mention.rule or rule in " ".join(mention.steps) for mention in mentions.values())


@pytest.mark.parametrize(("rule", "example"), COUNTER_EXAMPLES)
def test_rule_counter_examples(rule: str, example: str) -> None:
    assert rule not in [mention.rule for mention in find_dates(example, THURSDAY)]


@given(st.text())
def test_any_text_is_read_without_an_error_and_offsets_hold(text: str) -> None:
    for mention in find_dates(text, THURSDAY):
        assert 0 <= mention.start < mention.end <= len(text)


@given(st.text())
def test_folding_keeps_length(text: str) -> None:
    assert len(fold(text)) == len(text)
