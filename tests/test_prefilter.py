"""What a regular expression needs: rules may skip a text only where they could not have matched."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.assembly.cues import Cue, load_cues
from pipeline.assembly.eventtypes import event_types
from pipeline.assembly.patterns import compile_pattern, fold
from pipeline.assembly.prefilter import Index, Need, need_of, words_of

SAMPLES = Path(__file__).parent.parent / "samples" / "articles.jsonl"
TEXTS = [fold(json.loads(line)["text"]) for line in SAMPLES.read_text(encoding="utf-8").split("\n") if line]


def cues() -> Iterator[Cue]:
    yield from load_cues("topics")
    for event_type in event_types():
        yield from event_type.triggers
        yield from (cue for _, cue in event_type.role_cues)


CUES = list(cues())


@pytest.mark.parametrize(
    ("pattern", "words", "parts"),
    [
        ("formations?", {"formation", "formations"}, set()),
        ("formation|stage", {"formation", "stage"}, set()),
        ("en audience", {"audience"}, set()),
        ("(?:à la|sur la) formation", {"formation"}, set()),
        ("l'école", {"école", "ecole"}, set()),
        ("pédagogi\\w+", set(), {"pédagogi", "pedagogi"}),
        ("(?:\\w+ )?atelier", set(), {"atelier"}),
        ("une (?:\\w+ )*formation", {"une"}, {"formation"}),
        ("cours(?= du soir)", {"cours"}, set()),
    ],
)
def test_a_need_is_a_word_that_every_match_holds(pattern: str, words: set[str], parts: set[str]) -> None:
    need = need_of(compile_pattern(pattern).pattern)
    assert need is not None
    assert (need.words <= words, need.parts <= parts) == (True, True)
    assert need.words | need.parts


@pytest.mark.parametrize(
    "source", ["", "\\w+", "a*", "a?", "[^.]+", "formation|", "(?P<name>formation)", "(a", "x\\1"]
)
def test_nothing_is_asked_where_nothing_is_sure(source: str) -> None:
    assert need_of(source) is None


def test_a_part_of_a_word_is_sought_within_words() -> None:
    index = Index([("rule", (Need(frozenset(), frozenset({"renforc"})),))])
    assert index.among(words_of("le renforcement")) == ["rule"]
    assert index.among(words_of("la force")) == []


def test_an_index_gives_the_rules_whose_needs_are_all_met_in_their_order() -> None:
    course, school = (Need(frozenset({word}), frozenset()) for word in ("cours", "école"))
    index = Index([("both", (course, school)), ("any", ()), ("school", (school,)), ("course", (course,))])
    assert index.among(words_of("un cours")) == ["any", "course"]
    assert index.among(words_of("un cours à l'école")) == ["both", "any", "school", "course"]


def test_what_words_meet_is_known_of_rules_that_come_later_too() -> None:
    words = words_of("la menuiserie")
    assert Index([("first", (Need(frozenset({"la"}), frozenset()),))]).among(words) == ["first"]
    assert Index([("later", (Need(frozenset({"menuiserie"}), frozenset()),))]).among(words) == ["later"]


@pytest.mark.parametrize("cue", CUES, ids=lambda cue: cue.rule)
def test_no_match_of_a_rule_is_without_what_it_needs(cue: Cue) -> None:
    examples = [fold(re.sub(r"[\[\]]", "", text)) for text in (*cue.examples, *cue.counter_examples)]
    for pattern in (cue.pattern, *filter(None, [cue.near])):
        need = need_of(pattern.pattern)
        index = Index([(cue.rule, (need,) if need else ())])
        for text in (*TEXTS, *examples):
            for found in pattern.finditer(text):
                # The whole words at the ends of the match: a rule's sentence never ends within a word.
                start = found.start() - len(re.search(r"\w*$", text[: found.start()])[0])
                end = found.end() + len(re.match(r"\w*", text[found.end() :])[0])
                assert index.among(words_of(text[start:end])), found[0]


def test_almost_every_rule_is_spared() -> None:
    unknown = {cue.rule for cue in CUES if not cue.needs}
    assert len(unknown) <= len(CUES) / 50, unknown
