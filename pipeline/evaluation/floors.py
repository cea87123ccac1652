"""Floors under scores: what `--fail-under` asks for, and the pinned floors of the sample gold.

`samples/gold/floors.json` maps a gold file to its digest and floors:
`{"dev.jsonl": {"sha256": "…", "floors": {"entities.PER.f1": 0.9}}}`. A floor is raised when the program gets
better; lowering one is a decision, and takes a flag of its own (`benchmarks/gold.py --set --lower`).
"""

from __future__ import annotations

import difflib
import hashlib
import json
import math
from collections.abc import Mapping
from pathlib import Path


class FloorError(ValueError):
    """A floor that is not well put, or gold that is not the one the floors were set on."""


def parse(text: str) -> dict[str, float]:
    """`entities.PER.f1=0.9,events.micro.f1=0.8` as a dict; raises FloorError."""
    floors = {}
    for part in filter(None, (part.strip() for part in text.split(","))):
        name, equals, value = part.partition("=")
        try:
            floors[name.strip()] = float(value)
        except ValueError:
            equals = ""
        if not equals or not 0 <= floors[name.strip()] <= 1:
            msg = f"{part!r} is no floor: write a measure and a number from 0 to 1, as in entities.PER.f1=0.9"
            raise FloorError(msg)
    return floors


def under(measures: Mapping[str, float], floors: Mapping[str, float]) -> list[str]:
    """One sentence for each floor that is not reached; an undefined score (NaN) reaches none.

    Raises FloorError for a measure that the evaluation does not have.
    """
    failures = []
    for name, floor in floors.items():
        if name not in measures:
            near = difflib.get_close_matches(name, measures, n=3, cutoff=0.4)
            hint = f"near it: {', '.join(near)}" if near else "`--json` shows all measures"
            msg = f"this evaluation has no measure {name!r}; {hint}"
            raise FloorError(msg)
        if math.isnan(measures[name]) or measures[name] < floor:
            failures.append(f"{name} is {measures[name]:.4f}, under its floor of {floor:.4f}")
    return failures


def load(folder: Path) -> dict[str, dict[str, float]]:
    """The floors by gold file, for a folder with `floors.json`; {} without one.

    Raises FloorError where a gold file is absent or differs from its digest.
    """
    path = folder / "floors.json"
    if not path.is_file():
        return {}
    pinned = json.loads(path.read_text(encoding="utf-8"))
    for name, entry in pinned.items():
        if not (folder / name).is_file() or digest(folder / name) != entry["sha256"]:
            msg = f"{folder / name} is not the gold that its floors were set on: set them anew, and say why"
            raise FloorError(msg)
    return {name: dict(entry["floors"]) for name, entry in pinned.items()}


def digest(path: Path) -> str:
    """The SHA-256 of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def revised(
    floors: Mapping[str, float], measured: Mapping[str, float], *, lower: bool = False
) -> tuple[dict[str, float], list[str]]:
    """New floors from measured scores, rounded down to three places, and a sentence for each that moved.

    A floor never falls unless `lower` is set; a score that is undefined leaves its floor where it is.
    """
    result, moved = dict(floors), []
    for name, value in measured.items():
        if math.isnan(value):
            continue
        new = math.floor(value * 1000 + 1e-9) / 1000
        old = floors.get(name)
        if old is None or new > old or (lower and new < old):
            result[name] = new
            moved.append(f"{name}: {'new' if old is None else old} → {new}")
    return dict(sorted(result.items())), moved
