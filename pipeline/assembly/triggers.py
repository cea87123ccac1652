"""Which words of a sentence announce an event of a type, on its own or beside the main one."""

from __future__ import annotations

import re

from pipeline.assembly.cues import Cue
from pipeline.assembly.eventtypes import EventType, event_types, triggers_of_all
from pipeline.assembly.patterns import compile_pattern
from pipeline.assembly.view import Sentence, View

Trigger = tuple[re.Match[str], Cue]

# How far before its noun an indefinite determiner stands.
_DETERMINER = 24
DEFINITE = re.compile(r"(?:^|[\s'«(])(?:l'|la |le |les |du |au |des |cet |cette |ce |ces )$")
_INDEFINITE = re.compile(r"(?:^|[\s'«(])(?:une?|des|deux|trois|quatre|plusieurs|d'autres) (?:[\w-]+ )?$")
# What tells a definite noun apart: “la formation | de mai”, “le stage | à Kayes”, “la session | précédente”.
_DISTINCT = re.compile(
    r" (?:de |d'|du |des |à |au |aux |en |sur |pour |organis|tenu|men[ée]|donn[ée]|pr[ée]c[ée]dent|suivant)"
)
# Of these only the complement names a body: “l'assemblée générale | de la Ligue X”.
_SITTING = re.compile(r"assembl[ée]es? g[ée]n[ée]rales?|\d+e? congr[èe]s|congr[èe]s (?:du|de|d')")


def triggers_among(sentence: Sentence, event_type: EventType) -> list[Cue]:
    """The triggers of `event_type` that may match in a sentence, by its words."""
    may = sentence.passage.among(triggers_of_all(event_types()))
    return [cue for kind, cue in may if kind is event_type]


def triggers(
    view: View, sentence: Sentence, event_type: EventType, *, outside_names: bool = False
) -> tuple[Trigger | None, Trigger | None]:
    """The first side trigger and the first other trigger of a sentence; `outside_names`, none inside a body's name."""
    side = plain = None
    for cue in triggers_among(sentence, event_type):
        for match in cue.matches(view, sentence):
            if outside_names and _in_name(view, match):
                continue
            if cue.side:
                side = side or (match, cue)
            elif plain is None or cue.strength > plain[1].strength:
                plain = (match, cue)
            break
    first = side and plain and not _within(plain[0], side[0]) and plain[0].start() < side[0].start()
    if first and plain and not _given(view, sentence, plain[0]):
        return None, plain
    return side, plain


def _given(view: View, sentence: Sentence, match: re.Match[str]) -> bool:
    """Whether a definite noun takes up what the text told before: “cet atelier fait suite à celui de Labé”."""
    before = view.folded[max(sentence.start_char, match.start() - 7) : match.start()]
    return DEFINITE.search(before) is not None


def _in_name(view: View, match: re.Match[str]) -> bool:
    """Whether the noun is part of a body's or a place's name: “la Table ronde du Cap”, “La Réunion”."""
    mention = view.mention_at.get(view.token_at(match.start()))
    if mention is None or _SITTING.match(view.folded, match.start()):
        return False
    return mention.label_ == "ORG" or (mention.label_ == "LOC" and mention.end_char <= match.end())


def _within(inner: re.Match[str], outer: re.Match[str]) -> bool:
    return outer.start() <= inner.start() < outer.end()


def indefinite(view: View, sentence: Sentence, trigger: Trigger) -> bool:
    """Whether an indefinite noun brings in something new: “une formation”, “des cours”."""
    start = trigger[0].start()
    before = view.folded[max(sentence.start_char, start - _DETERMINER) : start]
    return _INDEFINITE.search(before) is not None


def taken_up(view: View, sentence: Sentence, trigger: Trigger) -> bool:
    """Whether a definite noun speaks of the event told before, whatever its days: “la formation a duré”.

    What distinguishes another one stands behind it: “la formation de Kayes”.
    """
    match, _ = trigger
    if "VERB" in trigger[1].pos or not _given(view, sentence, match):
        return False
    return _DISTINCT.match(view.folded, match.end()) is None


def debates(view: View, trigger: tuple[int, int]) -> bool:
    """Whether a session noun is that of a meeting: “atelier de validation”."""
    start, end = trigger
    text = view.folded[start : end + 60]
    return compile_pattern("{debate}").search(text) is not None
