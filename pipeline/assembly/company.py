"""What a description of people holds besides its noun: ages and lists; and what ends it: the event, towns of origin."""

from __future__ import annotations

import re

from pipeline.assembly.patterns import compile_pattern
from pipeline.assembly.view import View, lower, verb_form

_OF = {"de", "d'", "du", "des"}
# “jeunes | de 15 à 18 ans”.
_AGES = re.compile(
    r"(?:de |d')\s*(?:plus de |moins de )?[\w-]{1,14}(?:\s*(?:à|et|-)\s*[\w-]{1,14})? ans\b(?: et (?:plus|moins)\b)?"
)
# “une quinzaine d'agriculteurs |, de cantonniers et | de rêveurs”, “45 magistrats |, greffiers et | avocats”.
_COMPLEMENTS = re.compile(
    r"(?:\s*,\s*(?:des |de |d'|du )(?!la |l'|nombreu)[^,.;:!?()«»\n]{2,60}?)+,?\s+(?:et|ou)\s+(?=(?:des |de |d'|du ))"
)
_ITEMS = re.compile(
    r"(?:\s*,\s*(?!(?:des?|du|les?|la|dont|et|ou|ainsi|une?)\b|d'|l')[^,.;:!?()«»\n]{2,50}?)+,?\s+(?:et|ou)\s+"
    r"(?!(?:des?|les?|la|du|une?)\b|d'|l')"
)


def more(view: View, start: int, i: int, limit: int) -> int:
    """How many tokens of the description that begins at `start` an age or a further item of a list takes at `i`."""
    return _ages(view, i, limit) or _listed(view, start, i, limit)


def _ages(view: View, i: int, limit: int) -> int:
    """How many tokens the ages at token `i` take; 0 where there are none."""
    found = _AGES.match(view.folded, view.starts[i], view.ends[limit - 1])
    return view.token_at(found.end()) - i if found else 0


def ends_at(view: View, i: int, limit: int) -> bool:
    """Whether the complement at token `i` is none of the people: the event, or a list of towns they come from.

    “118 stagiaires | de la onzième Académie d'été”, “vingt animateurs | de Ségou, Niono et San”.
    """
    event = compile_pattern(
        "(?:du|des|de la|de l'|de cet|de cette|de ce|dudit) (?:\\w+ )?(?:{training}|ateliers?|séminaires?|sessions?)"
    )
    return event.match(view.folded, view.starts[i]) is not None or _towns(view, i + 1, limit)


def _towns(view: View, i: int, limit: int) -> bool:
    if i + 2 < limit and lower(view.doc[i + 1]) in _OF and view.mention_at.get(i) is None:
        area = compile_pattern(
            "régions?|communes?|provinces?|départements?|wilayas?|villes?|académies?|préfectures?|cercles?|districts?|villages?|quartiers?|cantons?|arrondissements?|gouvernorats?|zones?"
        )
        i = i + 2 if area.fullmatch(lower(view.doc[i])) else i
    town = view.mention_at.get(i)
    if town is None or town.label_ != "LOC" or town.end + 1 >= limit or view.words[town.end] != ",":
        return False
    return any(
        (m := view.mention_at.get(k)) is not None and m.label_ == "LOC"
        for k in (town.end + 1, min(town.end + 2, limit - 1))
    )


def _listed(view: View, start: int, i: int, limit: int) -> int:
    """How many tokens lead from the comma at `i` to the last item of a list of people that “et” closes; else 0.

    `start` is where the description begins: “un comité | de femmes, de jeunes et de sages”, “dix maires, préfets
    et gouverneurs”.
    """
    if view.words[i] != ",":
        return 0
    end = view.ends[limit - 1]
    complements = _COMPLEMENTS.match(view.folded, view.starts[i], end)
    if complements and _bare(view.folded[view.starts[i + 1] :]) != _governs(view, start, i):
        return 0
    items = complements or _ITEMS.match(view.folded, view.starts[i], end)
    if items is None:
        return 0
    last = view.token_at(items.end())
    if any("Fin" in verb_form(view.doc[k]) or view.doc[k].pos_ == "AUX" for k in range(i, last)):
        return 0
    heads = [k + 1 for k in range(i, last) if view.words[k] == ","] + [last]
    if complements:
        places = (view.mention_at.get(k + 1) for k in heads)
        return 0 if any(m is not None and m.label_ == "LOC" for m in places) else last - i
    people = compile_pattern("{people}")
    return last - i if all(people.match(view.folded, view.starts[k]) for k in heads) else 0


def _bare(text: str) -> bool:
    """Whether “de” leads to a noun without an article: “de cantonniers”, not “des communes”, “de la ville”."""
    return re.match(r"(?:de |d')(?!la |l'|\s)", text) is not None


def _governs(view: View, start: int, i: int) -> bool | None:
    """Whether the last complement before token `i` has no article; None where the phrase has no complement."""
    links = [k for k in range(start, i) if lower(view.doc[k]) in _OF]
    if links:
        return _bare(view.folded[view.starts[links[-1]] :])
    return True if start > 0 and lower(view.doc[start - 1]) in {"de", "d'"} else None


def before_acronym(view: View, i: int, limit: int) -> bool:
    """Whether the acronym of a name that ends with token `i` follows: “Bureau de géologie appliquée | (BGA)”."""
    return i + 2 < limit and view.words[i + 1] == "(" and view.doc[i + 2].is_upper
