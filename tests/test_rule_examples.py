"""Each rule file's own examples and counter-examples, run as tests."""

from __future__ import annotations

import re

import pytest
from spacy.language import Language

from pipeline import topics
from pipeline.assembly.cues import Cue, load_cues
from pipeline.assembly.eventtypes import event_types
from pipeline.assembly.view import View
from pipeline.components import spans

MARK = re.compile(r"\[([^]|]+)(?:\|([^]]+))?\]")


def found(nlp: Language, sentence: str) -> list[str]:
    doc = nlp(sentence)
    return [span.text for span in spans.mentions(doc, "TOPIC")]


def marked(sentence: str) -> tuple[str, list[str]]:
    return MARK.sub(lambda m: m[1], sentence), [m[1] for m in MARK.finditer(sentence)]


CUES = load_cues("topics")
EXAMPLES = [(cue.rule, example) for cue in CUES for example in cue.examples]
COUNTER_EXAMPLES = [(cue.rule, example) for cue in CUES for example in cue.counter_examples]


@pytest.mark.parametrize(("rule", "example"), EXAMPLES)
def test_a_topic_cue_finds_its_examples(rule: str, example: str, nlp: Language) -> None:
    text, expected = marked(example)
    assert found(nlp, text) == expected, rule


@pytest.mark.parametrize(("rule", "example"), COUNTER_EXAMPLES)
def test_a_topic_cue_leaves_its_counter_examples(rule: str, example: str, nlp: Language) -> None:
    assert found(nlp, example) == [], rule


@pytest.mark.parametrize(("domain", "example"), list(topics.lexicon().examples()))
def test_a_domain_finds_its_examples(domain: str, example: str, nlp: Language) -> None:
    text, expected = marked(example)
    assert found(nlp, text) == expected, domain


@pytest.mark.parametrize(("domain", "example"), list(topics.lexicon().counter_examples()))
def test_a_domain_leaves_its_counter_examples(domain: str, example: str, nlp: Language) -> None:
    assert found(nlp, example) == [], domain


TRIGGERS = [cue for event_type in event_types() for cue in event_type.triggers]


@pytest.mark.parametrize("cue", TRIGGERS, ids=lambda cue: cue.rule)
def test_a_trigger_announces_its_examples(cue: Cue, nlp: Language) -> None:
    for example in cue.examples:
        view = View(nlp(example))
        assert any(list(cue.matches(view, sentence)) for sentence in view.sentences), example
    for example in cue.counter_examples:
        assert not nlp(example)._.events, example
