"""Venues with their generic word, and the town that is no part of a name: “hôtel Splendide | de Lomé” is two places."""

from __future__ import annotations

from pipeline.components import dedications
from pipeline.components.names import Names, is_capitalised, word_class
from pipeline.components.person_names import is_ordinary


def join(names: Names) -> None:
    """“hôtel Sawa Palace”, “Espace Vauban”: a venue whatever the model takes its name for, and no body."""
    for token in names.beginning(word_class("site")):
        if names.folded(token) not in word_class("site"):
            continue
        owner = names.owner[token]
        after = dedications.adjectives_end(names, token + 1)
        if owner is None:
            owner = names.owner[after] if after < len(names.words) else None
            if owner is None or owner.start != after or not is_capitalised(names.words[after]):
                continue
        elif owner.start != token or owner.end <= token + 1 or owner.rule == "organisations.institution":
            continue
        elif not (is_capitalised(names.words[token]) or is_capitalised(names.words[token + 1])):
            # “hôtel de ville” bears no name.
            continue
        end = _before_town(names, token, owner.end)
        # “stade municipal de Niamey”: without its town nothing but common nouns.
        end = end if _proper(names, end - 1) else owner.end
        town = (end + 1, owner.end)
        if end > token + 1:
            names.add(token, end, "LOC", "organisations.site")
            if end < town[1]:
                names.add(*town, "LOC", "organisations.town")


def part(names: Names) -> None:
    """“hôpital Sainte-Anne | de Zahlé”: the town of a body whose name stands by itself is a place of its own."""
    for name in names.labelled("ORG"):
        start, end = name.start, name.end
        if not any(names.folded(token) in word_class("seated") for token in (start, start - 1)):
            continue
        cut = _before_town(names, start, end)
        if cut < end and _proper(names, cut - 1):
            names.move(name, start, cut, "organisations.seated")
            names.add(cut + 1, end, "LOC", "organisations.town")


def _before_town(names: Names, start: int, end: int) -> int:
    """Where the name `[start, end)` ends before “de” and a town, its last word or words."""
    for token in range(end - 2, start + 1, -1):
        if names.folded(token) in word_class("of_town"):
            town = names.words[token + 1 : end]
            return token if all(word == "-" or is_capitalised(word) for word in town) else end
    return end


def _proper(names: Names, token: int) -> bool:
    """Whether a word is a name of its own, no noun or adjective: “Sainte-Anne”, “Gouges”."""
    return is_capitalised(names.words[token]) and not is_ordinary(names.words[token])
