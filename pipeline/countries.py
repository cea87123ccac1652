"""Which country a French word names: country names, demonyms and towns → ISO 3166-1 alpha-2 codes."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from functools import cache, lru_cache

from pipeline import lexicon

_TABLE = "countries"
_LONGEST_ACRONYM = 3
# A text asks for the same words again and again: each rule of names and each mention of a place folds them.
_KEPT_WORDS = 20_000
_LEADING = re.compile(r"^(?:(?:la|le|les|du|de|des|au|aux|en|à)\s+|[ld]['’])+", re.IGNORECASE)
_PUNCTUATION = str.maketrans({"’": "'", "-": " ", "‑": " ", "\u00a0": " ", "\u202f": " "})


def country_of(phrase: str) -> str | None:
    """The country that `phrase` names, or None if it names none or may name several.

    `phrase` is a country name, a town (both capitalised) or a demonym in any inflection and case, with or
    without a leading article or preposition: `Togo`, `du Bénin`, `burkinabè`, `Ivoiriennes`, `Lomé`.
    """
    codes = countries_of(phrase)
    return codes[0] if len(codes) == 1 else None


def country_in(phrase: str, evidence: Collection[str]) -> str | None:
    """As `country_of`; where `phrase` may name several countries, the only one of them in `evidence`.

    `evidence` holds the codes of the countries that the text names without ambiguity.
    """
    codes = countries_of(phrase)
    likely = codes if len(codes) == 1 else [code for code in codes if code in evidence]
    return likely[0] if len(likely) == 1 else None


def countries_of(phrase: str) -> tuple[str, ...]:
    """Every country that `phrase` may name: `congolais` → `("CD", "CG")`."""
    for form in (phrase.strip(), _LEADING.sub("", phrase.strip())):
        if form[:1].isupper() and (codes := (_names().get(_key(form)) or _towns().get(_key(form)))):
            return codes
        if codes := demonym(form):
            return codes
    return ()


def demonym(word: str) -> tuple[str, ...]:
    """The countries whose people or things are called `word`, an inflected adjective or noun; () if none."""
    return _demonyms().get(fold(word), ())


def is_country(phrase: str) -> bool:
    """Whether `phrase` is the name of a country (not a demonym, not a town)."""
    return phrase[:1].isupper() and _key(phrase) in _names()


def usual_name(code: str) -> str | None:
    """The usual French name of the country with this ISO 3166-1 alpha-2 code."""
    return _usual().get(code.upper())


@lru_cache(_KEPT_WORDS)
def fold(text: str) -> str:
    """`text` without case, accents, and differences of apostrophes, hyphens and spaces."""
    letters = unicodedata.normalize("NFD", text.translate(_PUNCTUATION).replace("œ", "oe").casefold())
    return " ".join("".join(c for c in letters if not unicodedata.combining(c)).split())


def _key(name: str) -> str:
    """`name` folded, but an acronym as it is: “EAU” is a country, “l'Eau” is none."""
    acronym = name.replace(".", "")
    return acronym if acronym.isupper() and len(acronym) <= _LONGEST_ACRONYM else fold(name)


@cache
def _usual() -> dict[str, str]:
    return {row["code"]: row["names"].split("|")[0] for row in lexicon.rows(_TABLE)}


@cache
def _names() -> dict[str, tuple[str, ...]]:
    return _index("names")


@cache
def _towns() -> dict[str, tuple[str, ...]]:
    return _index("towns")


@cache
def _demonyms() -> dict[str, tuple[str, ...]]:
    return _index("demonyms")


def _index(column: str) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for row in lexicon.rows(_TABLE):
        for cell in filter(None, row[column].split("|")):
            for form in _inflected(cell) if column == "demonyms" else (cell,):
                codes = found.setdefault(_key(form) if column == "names" else fold(form), [])
                if row["code"] not in codes:
                    codes.append(row["code"])
    return {form: tuple(codes) for form, codes in found.items()}


def _inflected(cell: str) -> list[str]:
    """`togolais/togolaise` → both singulars and both plurals."""
    return [form for base in cell.split("/") for form in (base, base if base[-1] in "sx" else base + "s")]
