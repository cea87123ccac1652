"""How many people: numerals, number words, “-aine” nouns, and “vingt-neuf (29)”."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from pipeline import lexicon
from pipeline.assembly.patterns import fold

_HEDGE = (
    r"(?P<hedge>(?:un peu |beaucoup )?(?:plus|moins) (?:de |d')|près (?:de |d')|environ |quelque |autour de |presque "
    r"|à peu près |pas moins (?:de |d')|au moins |jusqu'à |une? bonne )?"
)
_DIGITS = r"\d{1,3}(?:[ .]\d{3})+|\d+"


@dataclass(frozen=True, slots=True)
class Quantity:
    """A count at the head of a phrase: its value, whether it is approximate, and its length in characters."""

    value: int
    approximate: bool
    length: int


def read_quantity(text: str) -> Quantity | None:
    """The quantity that `text` begins with, None where it begins with none.

    “une vingtaine de femmes” → 20, approximate; “vingt-neuf (29) maires” → 29; “plus de 50 élus” → 50, approximate.
    An article alone (“un maire”) is no quantity.
    """
    folded = fold(text)
    match = _pattern().match(folded)
    if match is None:
        return None
    if match["parenthesis"]:
        value, approximate = int(match["parenthesis"]), False
    elif match["digits"]:
        value, approximate = int(re.sub(r"\D", "", match["digits"])), False
    else:
        value, approximate = _words(match["words"])
        if match["words"] in {"un", "une"}:
            return None
    return Quantity(value, approximate or match["hedge"] is not None, match.end())


@cache
def _pattern() -> re.Pattern[str]:
    words = "|".join(sorted(_numbers(), key=len, reverse=True))
    spelled = rf"(?:une? )?(?:{words})(?:(?:-et-|-| et | )(?:{words}))*s?"
    return re.compile(
        rf"(?:les |des |ces |l[ae] )?{_HEDGE}(?:les |des |ces |l[ae] )?(?:(?P<digits>{_DIGITS})|(?P<words>{spelled}))"
        rf"(?!\w|[.,]\d|\s?%|\s?h\b|\s?(?:ans?|francs?|euros?|fcfa|millions?|km|heures?|jours?|mois|semaines?|minutes?)\b)"
        rf"(?: ?\((?P<parenthesis>\d+)\))?(?: (?:de |d'|des )?)?"
    )


@cache
def _numbers() -> dict[str, tuple[int, str]]:
    return {row["form"]: (int(row["value"]), row["kind"]) for row in lexicon.rows("numbers")}


def _words(text: str) -> tuple[int, bool]:
    """The value of number words, and whether one of them is approximate."""
    total = current = 0
    approximate = False
    for word in re.split(r"[\s-]+", text):
        value, kind = _numbers().get(word) or _numbers().get(word.removesuffix("s")) or (0, "")
        match kind:
            case "unit" if current in {20, 4} and value == 20:  # noqa: PLR2004 (quatre-vingts)
                current *= value
            case "unit":
                current += value
            case "hundred":
                current = max(current, 1) * value
            case "thousand":
                total, current = total + max(current, 1) * value, 0
            case "approximate":
                current, approximate = max(current - 1, 1) * value, True
            case _:
                pass
    return total + current, approximate
