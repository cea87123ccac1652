"""Checks `models/events/*.toml`, one event type a file."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

from pipeline import lexicon
from pipeline.assembly.eventtypes import KEYS, EventType
from pipeline.assembly.patterns import joined
from pipeline.assembly.ways import WAYS
from pipeline.checking.cues import cue_problems
from pipeline.checking.rule_files import (
    Place,
    RuleFile,
    UnreadableError,
    are_tables,
    are_texts,
    unknown_keys,
    wrong_pattern,
)

_NEEDED = ("type", "roles", "trigger")
_PATTERNS = tuple(field.name for field in fields(EventType) if str(field.type).startswith("re.Pattern"))
_SCOPES = ("article", "sentence")
# Facts beside the roles that an event type may require.
_FACTS = ("date", "place", "duration", "count")


def _are_text_lists(value: object) -> bool:
    return isinstance(value, list) and all(map(are_texts, value))


def _are_patterns(value: object) -> bool:
    return isinstance(value, dict) and are_texts(list(value.values()))


def _are_cues_by_role(value: object) -> bool:
    return isinstance(value, dict) and all(map(are_tables, value.values()))


_SHAPES: dict[str, tuple[Callable[[object], bool], str]] = {
    "type": (lambda value: isinstance(value, str), "a text"),
    "roles": (are_texts, "a list of texts"),
    "requires": (_are_text_lists, "a list of lists of texts"),
    "classes": (_are_patterns, "a table of patterns"),
    "trigger": (are_tables, "[[trigger]] tables"),
    "role": (_are_cues_by_role, "[[role.NAME]] tables"),
}


def problems(folder: Path) -> Iterator[str]:
    """What is wrong with the event types of a `models` folder."""
    types: dict[str, str] = {}
    for path in sorted((folder / "events").glob("*.toml")):
        try:
            file = RuleFile.read(path, folder)
        except UnreadableError as error:
            yield str(error)
            continue
        yield from _event_type(file)
        known = types.setdefault(str(file.data.get("type")), file.name)
        if known != file.name:
            yield Place(file).says("type", f"type {file.data.get('type')!r} is that of {known}: join the two")


def _event_type(file: RuleFile) -> Iterator[str]:
    place, data = Place(file), joined(file.data)
    yield from unknown_keys(place, data, KEYS)
    missing = [key for key in _NEEDED if not data.get(key)]
    misshapen = [key for key, (fits, _) in _SHAPES.items() if key in data and not fits(data[key])]
    yield from (f"{file.name}: key {key!r} is missing: add it" for key in missing)
    yield from (place.says(key, f"{key} = {data[key]!r}: give {_SHAPES[key][1]}") for key in misshapen)
    if not (missing or misshapen):
        yield from _rules(file)


def _rules(file: RuleFile) -> Iterator[str]:
    place, data = Place(file), joined(file.data)
    classes = data.get("classes", {})
    for name, pattern in classes.items():
        yield from wrong_pattern(Place(file, "classes"), name, pattern, classes)
    for key in _PATTERNS:
        if key in data:
            yield from wrong_pattern(place, key, data[key], classes)
    yield from _wrong_facts(place, data)
    yield from cue_problems(file, "trigger", data["trigger"], classes, WAYS)
    for role, cues in data.get("role", {}).items():
        if role not in data["roles"]:
            advice = lexicon.nearest(role, data["roles"])
            yield Place(file, f"role.{role}").says("", f"cues for {role!r}, which is no role: {advice}")
        yield from cue_problems(file, f"role.{role}", cues, classes, WAYS)


def _wrong_facts(place: Place, data: Mapping[str, Any]) -> Iterator[str]:
    """Roles and facts that `scope`, `topics` and `requires` name."""
    if data.get("scope", "sentence") not in _SCOPES:
        yield place.says("scope", f"scope = {data['scope']!r}: give one of {_SCOPES}")
    if "topics" in data and data["topics"] not in data["roles"]:
        yield place.says("topics", f"topics = {data['topics']!r} is none of the roles {data['roles']}")
    known = [*data["roles"], *_FACTS]
    for fact in dict.fromkeys(fact for facts in data.get("requires", []) for fact in facts):
        if fact not in known:
            yield place.says("requires", f"requires {fact!r}: {lexicon.nearest(fact, known)}")
