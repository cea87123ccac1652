"""Event types as data: one file under `models/events/` is one type."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from pipeline import resources
from pipeline.assembly.cues import Cue, parse_cue
from pipeline.assembly.patterns import compile_pattern, read_rules
from pipeline.assembly.prefilter import Index
from pipeline.lexicon import LexiconError

KEYS = {
    "type",
    "roles",
    "scope",
    "topics",
    "requires",
    "learning",
    "senses",
    "ambiguous",
    "anaphor",
    "classes",
    "trigger",
    "role",
}


@dataclass(frozen=True, eq=False)
class EventType:
    """One event type: what announces it, what fills its roles, and what an event of it must have.

    Two are the same only if they are one object: to compare all their rules would take long.
    """

    name: str
    roles: tuple[str, ...]
    article_scope: bool
    topics: str | None
    requires: tuple[tuple[str, ...], ...]
    learning: re.Pattern[str] | None
    senses: re.Pattern[str] | None
    ambiguous: re.Pattern[str] | None
    anaphor: re.Pattern[str] | None
    triggers: tuple[Cue, ...]
    role_cues: tuple[tuple[str, Cue], ...]

    @cached_property
    def role_index(self) -> Index[tuple[str, Cue]]:
        """The cues of roles by the words that they need."""
        return Index(((role, cue), cue.needs) for role, cue in self.role_cues)


@cache
def triggers_of_all(types: tuple[EventType, ...]) -> Index[tuple[EventType, Cue]]:
    """The triggers of all `types` by the words that they need: one question a sentence for the gate and every type."""
    return Index(((kind, cue), cue.needs) for kind in types for cue in kind.triggers)


@cache
def event_types(folder: Path | None = None) -> tuple[EventType, ...]:
    """The event types of a folder (default `models/events`), by file name; raises LexiconError for a bad file."""
    files = sorted((folder or resources.models() / "events").glob("*.toml"))
    return tuple(_parse(read_rules(path), path.name) for path in files)


def _parse(data: Mapping[str, Any], origin: str) -> EventType:
    unknown = set(data) - KEYS
    missing = {"type", "roles", "trigger"} - set(data)
    if unknown or missing:
        fault = f"unknown key {min(unknown)!r}" if unknown else f"missing key {min(missing)!r}"
        msg = f"{origin}: {fault}; known keys are {', '.join(sorted(KEYS))}"
        raise LexiconError(msg)
    classes = data.get("classes", {})
    for role in data.get("role", {}):
        if role not in data["roles"]:
            msg = (
                f"{origin}: cues for {role!r}, which is none of the roles {data['roles']}; add it to 'roles'"
            )
            raise LexiconError(msg)

    def optional(key: str) -> re.Pattern[str] | None:
        return compile_pattern(data[key], classes) if key in data else None

    return EventType(
        name=data["type"],
        roles=tuple(data["roles"]),
        article_scope=data.get("scope", "sentence") == "article",
        topics=data.get("topics"),
        requires=tuple(tuple(facts) for facts in data.get("requires", ())),
        learning=optional("learning"),
        senses=optional("senses"),
        ambiguous=optional("ambiguous"),
        anaphor=optional("anaphor"),
        triggers=tuple(parse_cue(table, classes, origin) for table in data["trigger"]),
        role_cues=tuple(
            (role, parse_cue(table, classes, origin))
            for role, cues in data.get("role", {}).items()
            for table in cues
        ),
    )
