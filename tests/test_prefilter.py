"""What a regular expression needs: rules may skip a text only where they could not have matched."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.assembly.cues import Cue, load_cues
from pipeline.assembly.eventtypes import event_types
from pipeline.assembly.heads import Heads, heads_of
from pipeline.assembly.needs import Need, need_of
from pipeline.assembly.passages import Passage
from pipeline.assembly.patterns import compile_pattern, fold
from pipeline.assembly.prefilter import Index

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


def test_a_colon_is_asked_for_too() -> None:
    assert need_of("[^.]{3,9} ?:") == Need(frozenset({":"}), frozenset())


def test_a_part_of_a_word_is_sought_within_words() -> None:
    index = Index([("rule", (Need(frozenset(), frozenset({"renforc"})),))])
    assert Passage("le renforcement").among(index) == ("rule",)
    assert Passage("la force").among(index) == ()


def test_an_index_gives_the_rules_whose_needs_are_all_met_in_their_order() -> None:
    course, school = (Need(frozenset({word}), frozenset()) for word in ("cours", "école"))
    index = Index([("both", (course, school)), ("any", ()), ("school", (school,)), ("course", (course,))])
    assert Passage("un cours").among(index) == ("any", "course")
    assert Passage("un cours à l'école").among(index) == ("both", "any", "school", "course")


@pytest.mark.parametrize(
    ("pattern", "heads"),
    [
        ("formations?", Heads(frozenset({"formation", "formations"}))),
        ("(?:la )?formation", Heads(frozenset({"la", "formation"}))),
        ("form(?:er|ait) des", Heads(frozenset({"former", "formait"}))),
        ("pédagogi\\w+", Heads(frozenset(), stems=("pedagogi", "pédagogi"))),
        ("\\w+(?:eurs|istes) du", Heads(frozenset(), tails=("eurs", "istes"))),
        ("(?:\\d{1,2}|deux) jours", Heads(frozenset({"deux"}), digits=True)),
        ("covid\\d", Heads(frozenset(), stems=("covid",))),
        ("(?:tr?op )+de", Heads(frozenset({"top", "trop"}))),
        ("l'école", Heads(frozenset({"l"}))),
    ],
)
def test_heads_are_the_words_with_which_matches_begin(pattern: str, heads: Heads) -> None:
    assert heads_of(compile_pattern(pattern).pattern) == heads


@pytest.mark.parametrize(
    "source", ["", "\\w+", "\\w+s?", "\\w+ a", "a?", "a*", "[^.]+", ",? a", "(?:a|\\W)", "(?P<name>a)", "«a"]
)
def test_a_beginning_that_is_no_word_is_unknown(source: str) -> None:
    assert heads_of(source) is None


@pytest.mark.parametrize(
    ("source", "text"),
    [("\\w*es\\b", "des années et les"), ("\\d+ ans", "dix ans, 10 ans"), ("a*b", "b ab aab")],
)
def test_a_beginning_with_unknown_letters_is_found(source: str, text: str) -> None:
    found = Passage(text).matches(re.compile(rf"\b{source}"))
    assert [match[0] for match in found] == re.findall(rf"\b{source}", text)


def test_a_pattern_that_ends_within_a_word_begins_with_a_stem() -> None:
    assert [found[0] for found in Passage("former, reformer, formation").matches(re.compile(r"\bform"))] == [
        "form",
        "form",
    ]


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
                assert Passage(text, start, end).among(index), found[0]


@pytest.mark.parametrize("cue", CUES, ids=lambda cue: cue.rule)
def test_a_rule_finds_the_same_from_the_words_with_which_its_matches_begin(cue: Cue) -> None:
    examples = [fold(re.sub(r"[\[\]]", "", text)) for text in (*cue.examples, *cue.counter_examples)]
    for text in (*TEXTS, *examples):
        found = [match.span() for match in Passage(text).matches(cue.pattern)]
        assert found == [match.span() for match in cue.pattern.finditer(text)]


def test_almost_every_rule_is_spared() -> None:
    unknown = {cue.rule for cue in CUES if not cue.needs}
    assert len(unknown) <= len(CUES) / 50, unknown


def test_almost_every_rule_begins_with_a_known_word() -> None:
    unknown = {cue.rule for cue in CUES if heads_of(cue.pattern.pattern) is None}
    assert len(unknown) <= len(CUES) / 20, unknown
