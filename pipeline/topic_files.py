"""Reads `models/topics/*.toml`, one training-topic domain a file, and says clearly what is wrong with one."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

from pipeline import lexicon
from pipeline.lexicon import LexiconError

_LISTS = ("keywords", "examples", "counter_examples")
_KEYS = ("domain", *_LISTS, "terms")
_MARK = re.compile(r"\[([^\[\]|]+)(?:\|([^\[\]|]+))?\]")


@dataclass(frozen=True, slots=True)
class TopicFile:
    """One domain: its label, what is taught in it, and the sentences that test it.

    `terms` maps a canonical name to its variants; `keywords` place an unlisted topic in the domain.
    """

    file: str
    domain: str
    keywords: tuple[str, ...]
    terms: dict[str, tuple[str, ...]]
    examples: tuple[str, ...]
    counter_examples: tuple[str, ...]


def read(path: Path) -> TopicFile:
    """The domain of one file; raises LexiconError with file, line, key, value and remedy if malformed."""
    data, wrong = _checked(path)
    if wrong:
        raise LexiconError(wrong[0])
    lists = {key: tuple(data[key]) for key in _LISTS}
    terms = {name: tuple(variants) for name, variants in data["terms"].items()}
    return TopicFile(file=path.name, domain=data["domain"], terms=terms, **lists)


def problems(path: Path) -> list[str]:
    """What is wrong with one file, a sentence each."""
    return _checked(path)[1]


def marks(sentence: str) -> list[tuple[str, str | None]]:
    """The topics marked in an example, as (surface, normalised name or None where it is the surface)."""
    return [(match[1], match[2]) for match in _MARK.finditer(sentence)]


def plain(sentence: str) -> str:
    """A marked example without its marks."""
    return _MARK.sub(r"\1", sentence)


def _checked(path: Path) -> tuple[dict[str, Any], list[str]]:
    try:
        text = path.read_text(encoding="utf-8")
        data = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        return {}, [f"{path.name}: not readable as TOML in UTF-8: {error}"]
    wrong = []
    for key, problem in chain(_wrong_keys(data), _wrong_values(data), _wrong_terms(data)):
        line = lexicon.line_of(text, key)
        wrong.append(f"{path.name}{f', line {line}' if line else ''}: {problem}")
    return data, wrong


def _wrong_keys(data: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for key in data:
        if key not in _KEYS:
            yield key, f"unknown key {key!r}: {lexicon.nearest(key, _KEYS)}"
    for key in _KEYS:
        if key not in data:
            yield key, f"key {key!r} is missing: add it"


def _wrong_values(data: dict[str, Any]) -> Iterator[tuple[str, str]]:
    if not _is_text(data.get("domain", "-")):
        yield "domain", f"domain = {data['domain']!r}: give the domain's label as a text"
    for key in _LISTS:
        if not _are_texts(data.get(key, [])):
            yield key, f"{key} = {data[key]!r}: give a list of texts"
            return
    for sentence in data.get("examples", []):
        if not marks(sentence) or "[" in plain(sentence) or "]" in plain(sentence):
            yield sentence, f"examples, {sentence!r}: mark each topic as [surface] or [surface|name]"


def _wrong_terms(data: dict[str, Any]) -> Iterator[tuple[str, str]]:
    terms = data.get("terms", {})
    if not isinstance(terms, dict):
        yield "terms", f"terms = {terms!r}: give a table of name = [variants]"
        return
    for name, variants in terms.items():
        if not _is_text(name) or not _are_texts(variants):
            yield name, f"terms, {name!r} = {variants!r}: give a list of variants, [] if there are none"


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _are_texts(value: object) -> bool:
    return isinstance(value, list) and all(map(_is_text, value))
