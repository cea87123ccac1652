"""Checks `models/cues/*.toml`, and the cues of any rule file: keys, values, patterns, shadowed rules."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any, get_args

from pipeline import lexicon
from pipeline.assembly.cues import Cue
from pipeline.assembly.facts import FactRules
from pipeline.assembly.patterns import joined
from pipeline.checking.rule_files import (
    Place,
    RuleFile,
    UnreadableError,
    alternatives,
    are_tables,
    are_texts,
    unknown_keys,
    wrong_pattern,
)
from pipeline.records import LABELS, Factuality

# What may fill a slot: a mention of a label, or a noun phrase that is none.
_ACCEPTED = (*LABELS, "NP", "BODY")
TOPIC_WAYS = (
    "list",
    "title",
    "lines",
    "before",
    "word",
    "items",
    "following",
    "opening",
    "quoted",
    "several",
    "common",
    "talks",
    "speakers",
    "named",
    "rest",
)
_TYPES = {field.name: str(field.type).removesuffix(" | None") for field in fields(Cue)}
_PATTERNS = tuple(name for name, kind in _TYPES.items() if kind.startswith("re.Pattern"))
_CHOICES = {"strength": (1, 2, 3), "factuality": get_args(Factuality), "likely": get_args(Factuality)}
# The keys of the cue files that hold no cues.
_KNOWN = {
    "classes": frozenset({"classes"}),
    "facts": frozenset(field.name for field in fields(FactRules)),
    "phrases": frozenset(
        {"relatives", "prepositions", "pronouns", "adjuncts", "participles", "governing", "areas"}
        | {"transitive", "leading", "due", "reaching", "conducting", "manner"}
    ),
}
# What narrows a cue: one that has any of these does not hide another.
_CONDITIONS = ("near", "unless", "before", "link", "weak", "heading", "accept", "side", "session")


def problems(folder: Path) -> Iterator[str]:
    """What is wrong with the cue files of a `models` folder."""
    for path in sorted((folder / "cues").glob("*.toml")):
        try:
            file = RuleFile.read(path, folder)
        except UnreadableError as error:
            yield str(error)
            continue
        known = _KNOWN.get(path.stem, frozenset({"cue", "classes"}))
        yield from unknown_keys(Place(file), file.data, known)
        for key in sorted(known - {"cue", "classes"} - set(file.data)):
            yield f"{file.name}: key {key!r} is missing: add it"
        tables = {key: value for key, value in file.data.items() if isinstance(value, dict)}
        for table, words in (("", _without(file.data, "cue", *tables)), *tables.items()):
            yield from _words(file, table, words)
        if "factuality" in known:
            yield from unknown_keys(
                Place(file, "factuality"), tables.get("factuality", {}), _CHOICES["factuality"]
            )
        cues = file.data.get("cue", [])
        if not are_tables(cues):
            yield Place(file).says("cue", f"cue = {cues!r}: give [[cue]] tables")
        elif cues:
            yield from cue_problems(file, "cue", cues, joined(tables.get("classes", {})), TOPIC_WAYS)


def _without(table: Mapping[str, Any], *keys: str) -> dict[str, Any]:
    return {key: value for key, value in table.items() if key not in keys}


def _words(file: RuleFile, table: str, words: Mapping[str, Any]) -> Iterator[str]:
    """Problems of a table of patterns and lists of patterns."""
    place = Place(file, table)
    for key, value in words.items():
        listed = value if isinstance(value, list) else [value]
        if not listed:
            yield place.says(key, f"{key} = []: give at least one pattern")
        for word in listed:
            yield from wrong_pattern(place, key, word)
        for word in {str(word) for word in listed if listed.count(word) > 1}:
            yield place.says(key, f"{key}: {word!r} is listed {listed.count(word)} times: keep one")


def cue_problems(
    file: RuleFile,
    table: str,
    cues: Iterable[Mapping[str, Any]],
    classes: Mapping[str, Any],
    ways: Iterable[str],
) -> Iterator[str]:
    """What is wrong with the cues of one kind, in file order."""
    earlier: list[tuple[Place, Mapping[str, Any]]] = []
    for number, cue in enumerate(joined(list(cues), table)):
        place = Place(file, table, number)
        wrong = [*unknown_keys(place, cue, _TYPES), *_wrong_values(place, cue, set(ways))]
        for key in _PATTERNS:
            if key in cue or key == "pattern":
                wrong += wrong_pattern(place, key, cue.get(key), classes)
        yield from wrong
        if not wrong:
            yield from _repeated(place, cue, earlier)
            earlier.append((place, cue))


def _wrong_values(place: Place, cue: Mapping[str, Any], ways: set[str]) -> Iterator[str]:
    if not cue.get("rule"):
        yield place.says("pattern", 'a rule without a name: add rule = "…"')
    for key, value in cue.items():
        expected = _TYPES.get(key, "")
        if expected in {"bool", "int", "str"} and type(value).__name__ != expected:
            yield place.says(key, f"{key} = {value!r}: give a value of type {expected}")
        elif expected.startswith("tuple") and not are_texts(value):
            yield place.says(key, f"{key} = {value!r}: give a list of texts")
        elif key in _CHOICES and value not in _CHOICES[key]:
            yield place.says(key, f"{key} = {value!r}: give one of {_CHOICES[key]}")
        elif key == "take" and value not in ways:
            yield place.says(key, f"take = {value!r}: {lexicon.nearest(str(value), sorted(ways))}")
        elif key == "accept" and (odd := [label for label in value if label not in _ACCEPTED]):
            yield place.says(key, f"accept = {odd}: give {', '.join(_ACCEPTED)}")


def _repeated(
    place: Place, cue: Mapping[str, Any], earlier: Iterable[tuple[Place, Mapping[str, Any]]]
) -> Iterator[str]:
    """Whether an earlier rule has this one's name, or already matches all that this one does."""
    own = set(alternatives(cue["pattern"]))
    for other_place, other in earlier:
        where = other_place.file.where("rule", other_place.table, other_place.number)
        if other["rule"] == cue["rule"]:
            yield place.says(
                "rule", f"rule {cue['rule']!r} is already named in {where}: give it another name"
            )
        same_conditions = all(other.get(key) == cue.get(key) for key in (*_CONDITIONS, "things", "people"))
        unconditional = not any(other.get(key) for key in _CONDITIONS)
        if (
            own <= set(alternatives(other["pattern"]))
            and (same_conditions or unconditional)
            and other.get("take") == cue.get("take")
        ):
            yield place.says(
                "pattern",
                f"rule {cue['rule']!r} is shadowed: {other['rule']!r} ({where}) matches all that it does; "
                "remove one, or set them apart by a condition",
            )
