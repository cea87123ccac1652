"""Full names with their acronyms: which of them are bodies, wherever they occur."""

from __future__ import annotations

from pipeline.components import acronyms, institutions
from pipeline.components.names import Name, Names, is_capitalised, occurrences, stripped, word_class
from pipeline.countries import fold

# Two letters are those of a legal form: SA, AG.
_SHORTEST_OWN = 2


def spell_out(names: Names) -> None:
    """“Fédération béninoise de volley (Fébévo)”: full name and acronym, if its head is an organisation's."""
    for short, full in acronyms.defined(names).items():
        owners = [owner for owner in names.owner[full.start : full.end] if owner is not None]
        known = institutions.head_at(names, full.start) is not None or any(o.label == "ORG" for o in owners)
        if names.folded(full.start) in word_class("event") and acronyms.kind_of(short) != "organisation":
            known = False
            _without_parts(names, owners)
        if known and (not acronyms.means_thing(short) or _bears(names, full)):
            names.add(*stripped(names, full.start, full.end), "ORG", "organisations.spelled_out")
            acronyms.spread(names, full.short, "ORG", "organisations.acronym")
            names.bodies.add(full.short)
        elif acronyms.kind_of(short) != "organisation":
            names.concepts.add(full.short)
            for start, end in occurrences(names, full.short):
                owner = names.owner[start]
                if owner is not None and owner.end == end:
                    names.remove(owner)


def _without_parts(names: Names, owners: list[Name]) -> None:
    """Removes what only the model took out of a programme's name: “Programme d'appui à l'| Assainissement urbain”."""
    for owner in owners:
        if owner.label == "ORG" and owner.rule == "organisations.model":
            names.remove(owner)


def _bears(names: Names, full: acronyms.Definition) -> bool:
    """Whether a body's full name is so plain that its acronym is its own: “Centre antipoison (CAP)”."""
    head = institutions.head_at(names, full.start)
    short = full.short[0]
    meant = fold(acronyms.meaning(short) or "\0").split(" ")[0]
    own = head is not None and head[0].use != "none" and is_capitalised(names.words[full.start])
    return own and len(short) > _SHORTEST_OWN and names.folded(full.start) != meant
