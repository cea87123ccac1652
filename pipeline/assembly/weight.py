"""Whether what was found is enough for an event, and how sure it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pipeline.assembly.frame import Frame
from pipeline.assembly.view import View
from pipeline.records import Filler

# An event that no sure trigger announces needs so many facts.
_SURE, _MANY = 3, 3
# One that stands beside the main event without being told apart.
_FEW = 2
# So many first sentences tell what the article is about, whatever stands between.
_LEAD = 4
# Sentences between the wording that announces an event and a fact beside it.
_BESIDE = 3


@dataclass(frozen=True)
class Findings:
    """What was found of an event: fillers by role, places, date and duration.

    `guessed` roles are no evidence of an event that an article as a whole tells of.
    """

    roles: dict[str, list[Filler]]
    where: list[Filler]
    date: dict[str, Any] | None
    length: str | None
    guessed: frozenset[str] = frozenset()

    @property
    def counted(self) -> bool:
        """Whether a filler of a role has a number."""
        return any(filler.count is not None for fillers in self.roles.values() for filler in fillers)

    @property
    def names(self) -> set[str]:
        """The roles and facts that are filled."""
        facts = (("date", self.date), ("place", self.where), ("duration", self.length))
        return {role for role, fillers in self.roles.items() if fillers} | {n for n, value in facts if value}

    def starts(self, name: str) -> list[int]:
        """The character offsets of what fills a role or fact."""
        if name == "date":
            return [self.date["start"]] if self.date else []
        return [filler.start for filler in (self.where if name == "place" else self.roles.get(name, []))]


def enough(view: View, frame: Frame, findings: Findings) -> bool:
    """Whether an event is told: one of its type's sets of required facts, or what an event beside another needs."""
    found = findings.names - (findings.guessed if frame.type.article_scope else frozenset())
    return _enough_beside(frame, found) if frame.side else _complete(view, frame, findings, found)


def confidence(frame: Frame, findings: Findings) -> float:
    """From 0 to 1, by the number of facts and by what announces the event."""
    score = 0.3 + 0.1 * len(findings.names) + (0.1 if frame.strength > 1 else 0)
    return round(min(score, 0.95), 2)


def _enough_beside(frame: Frame, found: set[str]) -> bool:
    """One fact where the trigger tells the event apart from the main one, else two, of which one is no date."""
    told_apart = any(cue.rule == frame.rule and cue.side for cue in frame.type.triggers)
    return bool(found) if told_apart else len(found - {"date"}) > 0 and len(found) >= _FEW


def _complete(view: View, frame: Frame, findings: Findings, found: set[str]) -> bool:
    """Whether the required facts are there, a role named twice with two fillers.

    The less sure a trigger is, the more facts it needs beside it.
    """
    if frame.type.article_scope and frame.strength < _SURE:
        near = sum(_is_near(view, frame, findings, name) for name in found)
        if near < _MANY + 1 - frame.strength or len(found) < _MANY:
            return False
    if any(cue.rule == frame.rule and cue.filled and cue.filled not in found for cue in frame.type.triggers):
        return False
    if findings.counted:
        found = found | {"count"}
    for required in frame.type.requires:
        counts = {fact: required.count(fact) for fact in required}
        if all(f in found and (n == 1 or len(findings.roles.get(f, ())) >= n) for f, n in counts.items()):
            return True
    return not frame.type.requires


def _is_near(view: View, frame: Frame, findings: Findings, name: str) -> bool:
    """Whether a fact stands near a sentence that announces the event, or in the lead; a duration counts anywhere."""
    indices = {view.sentence_of(view.token_at(start)).index for start in findings.starts(name)}
    beside = any(abs(index - told.index) <= _BESIDE for index in indices for told in frame.told)
    return beside or name == "duration" or min(indices, default=_LEAD) < _LEAD
