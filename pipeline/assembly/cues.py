"""Cues of rule files: a pattern, what to take beside it, and under which conditions."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from functools import cache, cached_property
from itertools import chain
from pathlib import Path
from typing import Any

from pipeline import resources
from pipeline.assembly.needs import Need, need_of
from pipeline.assembly.patterns import compile_pattern, read_rules
from pipeline.assembly.prefilter import Index
from pipeline.assembly.view import Sentence, View
from pipeline.lexicon import LexiconError
from pipeline.records import Factuality


@dataclass(frozen=True)
class Cue:
    """One rule: where `pattern` matches in a sentence, something stands beside it that fills a slot.

    `take` names the way of filling (see the table's head in its file); `link` is the preposition that must stand
    between the match and the filler, within the clause and with no verb before it unless `over_verbs`; `near`
    must also match somewhere in the sentence, `unless` must not, `before` must not match just before; `pos` is
    the part of speech that a word of the match must have; `weak` cues need a text that tells of an event;
    `heading` cues match in headings only; a `told` cue looks beyond the sentences that announce the event only
    while the role is empty, what a `guess` finds counts only while nothing else does; `things` and `people` say
    what may fill the slot. For triggers: `strength` and `side` as in
    `models/events/training.toml`, `session` for a noun that several event types share, `factuality` where the
    wording decides it, `likely` what the event is if neither its days nor its sentences say it, `filled` for the
    role without which the wording tells of no event.
    """

    rule: str
    pattern: re.Pattern[str]
    take: str = "right"
    link: re.Pattern[str] | None = None
    near: re.Pattern[str] | None = None
    unless: re.Pattern[str] | None = None
    before: re.Pattern[str] | None = None
    weak: bool = False
    heading: bool = False
    things: bool = False
    people: bool = False
    over_verbs: bool = False
    pos: tuple[str, ...] = ()
    told: bool = False
    session: bool = False
    side: bool = False
    strength: int = 2
    factuality: Factuality | None = None
    likely: Factuality = "held"
    guess: bool = False
    filled: str | None = None
    accept: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()
    counter_examples: tuple[str, ...] = ()

    @cached_property
    def needs(self) -> tuple[Need, ...]:
        """What a sentence must hold for the cue to match in it, as far as that is known."""
        sources = [pattern.pattern for pattern in (self.pattern, self.near) if pattern]
        return tuple(need for source in sources if (need := need_of(source)))

    def matches(self, view: View, sentence: Sentence) -> Iterator[re.Match[str]]:
        """The matches in `sentence` that meet the cue's conditions; offsets are those of the Doc's text."""
        if self.heading and not sentence.heading:
            return
        found = sentence.passage.matches(self.pattern)
        first = next(found, None)
        if first is None or not self._fits(view.sentence_text(sentence)):
            return
        for match in chain([first], found):
            left = view.folded[max(sentence.start_char, match.start() - 60) : match.start()]
            if not (self.before and self.before.search(left)) and self._tagged(view, match):
                yield match

    def _fits(self, text: str) -> bool:
        """Whether a folded sentence holds what must stand beside a match, and nothing that must not."""
        return not (self.near and not self.near.search(text)) and not (
            self.unless and self.unless.search(text)
        )

    def _tagged(self, view: View, match: re.Match[str]) -> bool:
        """Whether the part of speech of a word of the match is as the cue asks: “forme” is a noun or a verb."""
        if not (self.pos and view.tagged):
            return True
        first, last = view.token_at(match.start()), view.token_at(match.end() - 1)
        return any(token.pos_ in self.pos for token in view.doc[first : last + 1])


_KEYS = {field.name for field in fields(Cue)}
_PATTERNS = ("near", "unless", "before")


def parse_cue(table: Mapping[str, Any], classes: Mapping[str, str], origin: str) -> Cue:
    """The cue of a TOML table; raises LexiconError that names `origin`, the rule and the fault."""
    unknown = set(table) - _KEYS
    if unknown or "rule" not in table or "pattern" not in table:
        fault = f"unknown key {min(unknown)!r}" if unknown else "a cue needs 'rule' and 'pattern'"
        msg = f"{origin}: cue {table.get('rule', '?')!r}: {fault}; known keys are {', '.join(sorted(_KEYS))}"
        raise LexiconError(msg)
    values: dict[str, Any] = dict(table)
    values["pattern"] = compile_pattern(table["pattern"], classes)
    if "link" in table:
        values["link"] = compile_pattern(table["link"], classes)
    for key in _PATTERNS:
        if key in table:
            values[key] = compile_pattern(table[key], classes, whole=False)
    for key in ("accept", "pos", "examples", "counter_examples"):
        values[key] = tuple(table.get(key, ()))
    return Cue(**values)


@cache
def cue_index(name: str) -> Index[Cue]:
    """The cues of `models/cues/<name>.toml` by the words that they need."""
    return Index((cue, cue.needs) for cue in load_cues(name))


@cache
def load_cues(name: str) -> tuple[Cue, ...]:
    """The cues of `models/cues/<name>.toml`, in file order."""
    path: Path = resources.models() / "cues" / f"{name}.toml"
    data = read_rules(path)
    return tuple(parse_cue(table, data.get("classes", {}), path.name) for table in data["cue"])
