"""Runs the examples and counter-examples of all rule files through the pipeline."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator

from spacy.language import Language

from pipeline import extraction, topic_files, topics
from pipeline.assembly.cues import Cue, load_cues
from pipeline.assembly.eventtypes import event_types
from pipeline.assembly.view import View
from pipeline.components import spans
from pipeline.french_dates import find_dates, rules
from pipeline.french_dates.rules import Combination, Rule

# The examples of date rules are read as in an article of this day.
_PUBLISHED = dt.date(2019, 5, 30)
_DATE_MARK = re.compile(r"\[([^\]|]*)\|([^\]]*)\]")


def problems() -> Iterator[str]:
    """Each example that is not found as it is marked, and each counter-example in which something is."""
    yield from _dates()
    nlp = extraction.load()
    lexicon = topics.lexicon()
    for domain, sentence in [*lexicon.examples(), *lexicon.counter_examples()]:
        yield from _topics(nlp, f"topics, {domain}", sentence)
    for cue in load_cues("topics"):
        for sentence in (*cue.examples, *cue.counter_examples):
            yield from _topics(nlp, f"cues/topics.toml, rule {cue.rule!r}", sentence)
    for event_type in event_types():
        for cue in event_type.triggers:
            yield from _trigger(nlp, event_type.name, cue)
        for _, cue in event_type.role_cues:
            yield from _role_cue(nlp, event_type.name, cue)


def date_rules_of() -> tuple[tuple[Rule, ...], tuple[Combination, ...]]:
    """The shapes of dates, and how they combine."""
    return rules.rules(), tuple(rules.combinations().values())


def _dates() -> Iterator[str]:
    where = "lexicons/date_rules.toml"
    shapes, combinations = date_rules_of()
    for combination in combinations:
        yield from _date_examples(f"{where}, {combination.name!r}", combination.examples)
    for rule in shapes:
        yield from _date_examples(f"{where}, {rule.name!r}", rule.examples)
        for example in rule.counter_examples:
            if rule.name in {mention.rule for mention in find_dates(example, _PUBLISHED)}:
                yield f"{where}, {rule.name!r}: counter-example {example!r}: the rule matches"


def _date_examples(where: str, examples: Iterable[str]) -> Iterator[str]:
    for example in examples:
        text = _DATE_MARK.sub(r"\1", example)
        found = {(text[m.start : m.end], m.value.timex) for m in find_dates(text, _PUBLISHED)}
        missed = [
            f"[{marked}|{value}]"
            for marked, value in _DATE_MARK.findall(example)
            if (marked, value) not in found
        ]
        if missed:
            yield f"{where}: example {example!r}: {_listed(missed)} not found, but {_listed(sorted(map(str, found)))}"


def _topics(nlp: Language, where: str, sentence: str) -> Iterator[str]:
    expected = [surface for surface, _ in topic_files.marks(sentence)]
    found = [span.text for span in spans.mentions(nlp(topic_files.plain(sentence)), "TOPIC")]
    if found != expected:
        kind = "example" if expected else "counter-example"
        yield f"{where}: {kind} {sentence!r}: found are {_listed(found)}"


def _trigger(nlp: Language, event_type: str, cue: Cue) -> Iterator[str]:
    where = f"events, {event_type}, rule {cue.rule!r}"
    for example in cue.examples:
        if not _matches(nlp, cue, example):
            yield f"{where}: example {example!r}: the trigger does not match"
    for example in cue.counter_examples:
        if events := nlp(topic_files.plain(example))._.events:
            kinds = [f"{event.type} ({', '.join(event.rules)})" for event in events]
            yield f"{where}: counter-example {example!r}: events are found, {_listed(kinds)}"


def _role_cue(nlp: Language, event_type: str, cue: Cue) -> Iterator[str]:
    where = f"events, {event_type}, rule {cue.rule!r}"
    for example in cue.examples:
        if not _matches(nlp, cue, example):
            yield f"{where}: example {example!r}: the cue does not match"
    for example in cue.counter_examples:
        if _matches(nlp, cue, example):
            yield f"{where}: counter-example {example!r}: the cue matches"


def _matches(nlp: Language, cue: Cue, sentence: str) -> bool:
    view = View(nlp(topic_files.plain(sentence)))
    return any(True for part in view.sentences for _ in cue.matches(view, part))


def _listed(found: Iterable[object]) -> str:
    return ", ".join(map(str, found)) or "none"
