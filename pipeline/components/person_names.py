"""How a person's name is built: capitalised parts, particles, initials; what cannot open or be one."""

from __future__ import annotations

from functools import cache, lru_cache

from pipeline import countries, lexicon
from pipeline.components.names import Names, forms, is_capitalised, is_upper, word_class
from pipeline.components.titles import title_at
from pipeline.countries import fold


@cache
def _particles() -> dict[str, str]:
    return {fold(row["form"]): row["joins"] for row in lexicon.rows("particles")}


@cache
def _ordinary() -> frozenset[str]:
    return frozenset(fold(form) for row in lexicon.rows("words") for form in row["forms"].split(" "))


@lru_cache(20_000)
def is_ordinary(word: str) -> bool:
    """Whether `word` is a word of the language that a capital alone does not make a name."""
    return fold(word) in _ordinary()


@lru_cache(20_000)
def sounds_ordinary(word: str) -> bool:
    """Whether `word`, first in its sentence, is rather an adverb, a verb or a participle than a name."""
    return is_ordinary(word) or (len(word) > 5 and word.endswith(forms("ordinary_ending")))  # noqa: PLR2004 (a stem and an ending)


def is_particle(word: str) -> bool:
    """Whether `word` stands inside names (van, ben, Ould, de)."""
    return fold(word) in _particles()


def opens_name(word: str) -> bool:
    """Whether `word` is a particle that may come first in a name (Ould Abdel Aziz)."""
    return _particles().get(fold(word)) == "any"


def is_part(names: Names, token: int) -> bool:
    """Whether `token` can be a full part of a name: capitalised, no title, no country, no ordinary word."""
    word = names.word(token)
    if not word or not is_capitalised(word) or fold(word) in word_class("elided"):
        return False
    if is_ordinary(word) and not (is_upper(word) and names.owner[token] is not None):
        return False
    return not countries.is_country(word) and title_at(names, token) is None


def name_end(names: Names, start: int) -> int:
    """The token after the name that begins at `start`; `start` itself where none does."""
    end = token = start
    while token < len(names.words):
        word = names.words[token]
        if is_part(names, token) or (token == start and is_capitalised(word) and opens_name(word)):
            token += 1
            end = token
        elif token > start and _joins(names, token):
            token += 1
        else:
            break
    return end


def _joins(names: Names, token: int) -> bool:
    """Whether the name goes on over `token`: a particle or a glued hyphen before a capital."""
    word, after = names.words[token], names.word(token + 1)
    if not after:
        return False
    if word in {"-", "‑"}:
        return names.glued(token) and names.glued(token + 1) and is_capitalised(after)
    if not is_particle(word) or not (is_capitalised(after) or is_particle(after)):
        return False
    # “M. Dupont de la mairie”: such a particle is inside a name only where the model saw one.
    owner = names.owner[token]
    return fold(word) not in word_class("complement_particle") or (owner is not None and owner.label == "PER")
