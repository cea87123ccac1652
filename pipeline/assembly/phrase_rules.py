"""The tables of `models/cues/phrases.toml`: where noun phrases end, and which nouns share a complement."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache

from pipeline import resources
from pipeline.assembly.patterns import compile_pattern

TokenSpan = tuple[int, int]

OF = {"de", "d'", "du", "des"}
LINKS = {
    "à",
    "a",
    "au",
    "aux",
    "en",
    "dans",
    "sur",
    "pour",
    "contre",
    "par",
    "entre",
    "sans",
    "vers",
    "via",
    "chez",
    "face",
}


@dataclass(frozen=True)
class PhraseRules:
    """The tables of `models/cues/phrases.toml`, compiled."""

    relatives: frozenset[str]
    prepositions: frozenset[str]
    adjunct: re.Pattern[str]
    participle: re.Pattern[str]
    governing: re.Pattern[str]
    people: re.Pattern[str]
    area: re.Pattern[str]
    actor: re.Pattern[str]
    leading: re.Pattern[str]
    due: re.Pattern[str]
    reaching: re.Pattern[str]
    transitive: re.Pattern[str]
    conducting: re.Pattern[str]
    manner: re.Pattern[str]
    pronouns: re.Pattern[str]


@cache
def rules() -> PhraseRules:
    """The compiled tables."""
    data = tomllib.loads((resources.models() / "cues" / "phrases.toml").read_text(encoding="utf-8"))
    return PhraseRules(
        frozenset(data["relatives"]),
        frozenset(data["prepositions"]),
        compile_pattern("|".join(data["adjuncts"])),
        compile_pattern(data["participles"]),
        compile_pattern(data["governing"]),
        compile_pattern("{people}"),
        compile_pattern("|".join(data["areas"])),
        compile_pattern("{body}|{officials}"),
        compile_pattern("|".join(data["leading"])),
        compile_pattern("|".join(data["due"])),
        compile_pattern("|".join(data["reaching"])),
        compile_pattern("|".join(data["transitive"])),
        compile_pattern("|".join(data["conducting"])),
        compile_pattern("|".join(data["manner"])),
        compile_pattern("|".join(data["pronouns"])),
    )
