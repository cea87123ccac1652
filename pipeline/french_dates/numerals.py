"""French numerals: words and Roman figures → integers."""

from __future__ import annotations

from functools import cache

from pipeline import lexicon

_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}


@cache
def cardinals() -> dict[str, int]:
    """The cardinals from 0 to 100 in every spelling (hyphens, spaces; Swiss and Belgian tens), by form."""
    rows = lexicon.rows("date_numerals")
    units = {row["form"]: int(row["value"]) for row in rows if row["kind"] == "unit"}
    found = {form: value for form, value in units.items() if value != 1}
    for row in rows:
        if row["kind"] == "ten":
            found |= _ten(row["form"], int(row["value"]), int(row["reach"]), units)
    return found


def _ten(form: str, value: int, reach: int, units: dict[str, int]) -> dict[str, int]:
    """The numbers that `form` (a ten of `value`) begins: itself and the next `reach` ones."""
    found = {}
    for spelling in {form, form.replace("-", " ")}:
        found[spelling] = value
        for unit, number in units.items():
            if 0 < number <= reach:
                found |= {f"{spelling}{link}{unit}": value + number for link in ("-", " ", " et ", "-et-")}
    return found


@cache
def ordinals() -> dict[str, int]:
    """The ordinals in words that dates use, by form."""
    return {
        row["form"]: int(row["value"]) for row in lexicon.rows("date_numerals") if row["kind"] == "ordinal"
    }


def roman(figure: str) -> int:
    """The value of a Roman figure (`xix` → 19); small letters.

    Raises KeyError for a character that is no Roman digit.
    """
    digits = [_ROMAN[letter] for letter in figure]
    following = [*digits[1:], 0]
    return sum(-digit if digit < after else digit for digit, after in zip(digits, following, strict=True))
