"""Schools, hospitals, stadiums and streets that bear a person's name (`models/lexicons/dedicated_heads.tsv`)."""

from __future__ import annotations

from functools import cache

from pipeline import lexicon
from pipeline.components.institutions import is_adjective
from pipeline.components.names import Names, is_capitalised
from pipeline.components.person_names import name_end
from pipeline.components.titles import title_at
from pipeline.countries import fold

_MAX_ADJECTIVES = 2


def join(names: Names) -> None:
    """“lycée Awa Sow”, “université Moulay Idder” are organisations, “stade Awa Sow” a place: no person."""
    for token in names.beginning(_first_words()):
        found = _head_at(names, token)
        if found is None or names.word(token - 1) in {"M.", "Mme"}:
            continue
        label, after = found
        start = adjectives_end(names, after)
        title = title_at(names, start)
        if title is not None and title[0].kind != "function" and is_capitalised(names.word(start)):
            end = name_end(names, title[1])
            named = end > title[1]
        else:
            owner = names.owner[start] if start < len(names.words) else None
            named = owner is not None and owner.start == start and owner.label == "PER"
            end = owner.end if owner is not None else start
        if named:
            names.add(token, end, label, f"organisations.{'school' if label == 'ORG' else 'site'}")


def adjectives_end(names: Names, token: int) -> int:
    """The token after the adjectives, two at most, that begin at `token`."""
    for _ in range(_MAX_ADJECTIVES):
        word = names.word(token)
        if not (word.islower() and word.isalpha() and is_adjective(word)):
            break
        token += 1
    return token


@cache
def _heads() -> dict[tuple[str, ...], str]:
    return {
        tuple(fold(form).replace("'", "' ").split(" ")): row["label"]
        for row in lexicon.rows("dedicated_heads")
        for form in row["forms"].split("|")
    }


@cache
def _first_words() -> dict[str, int]:
    longest: dict[str, int] = {}
    for words in _heads():
        longest[words[0]] = max(longest.get(words[0], 0), len(words))
    return longest


def _head_at(names: Names, start: int) -> tuple[str, int] | None:
    """The label of the longest head that begins at the token `start`, and the token after it."""
    for size in range(_first_words().get(names.folded(start), 0), 0, -1):
        label = _heads().get(tuple(names.folded(token) for token in range(start, start + size)))
        if label is not None:
            return label, start + size
    return None
