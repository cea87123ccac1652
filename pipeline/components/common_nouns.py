"""What the model takes for names of organisations and places and is none."""

from __future__ import annotations

import re

from pipeline import countries
from pipeline.components import institutions
from pipeline.components.names import Name, Names, forms, is_capitalised, word_class
from pipeline.components.person_names import is_ordinary, sounds_ordinary
from pipeline.components.titles import title_at

_LONE = re.compile(r"[^\W\d_]\.?|[IVX]+")


def drop(names: Names) -> None:
    """“Conseil”, “ministre des Sports”, “Informés”, “gendarmerie nationale”, “les Lausannois”: no names."""
    for name in names.labelled("ORG", "LOC"):
        words = names.words[name.start : name.end]
        small = name.rule == "organisations.model" and not any(map(is_capitalised, words))
        if small or _is_common(names, name) or (name.label == "ORG" and _is_no_organisation(names, name)):
            names.remove(name)


def _is_common(names: Names, name: Name) -> bool:
    first = names.words[name.start]
    if name.end - name.start > 1:
        return False
    return (
        is_ordinary(first)
        or _LONE.fullmatch(first) is not None
        or (names.starts_sentence(name.start) and sounds_ordinary(first))
    )


def _is_no_organisation(names: Names, name: Name) -> bool:
    """“Etats membres”, “Gouvernement vaudois”, “le ministre”, “les Lausannois”: common nouns and inhabitants."""
    if institutions.is_bare_head(names, name) or title_at(names, name.start):
        return True
    if name.rule != "organisations.model":
        return False
    first, *rest = names.words[name.start : name.end]
    if names.folded(name.start) in word_class("no_organisation"):
        return True
    people = names.folded(name.start - 1) in word_class("plural_determiner")
    inhabitants = countries.demonym(first) or first.endswith(forms("inhabitant_ending"))
    return bool(inhabitants and people and all(map(str.islower, rest))) or (
        not rest and bool(countries.demonym(first))
    )
