"""What looks like a date and is none: quantities, ages, names, numbers of laws and roads."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise

from pipeline.french_dates import tense
from pipeline.french_dates.lexer import Lexed
from pipeline.french_dates.rules import Match
from pipeline.french_dates.surroundings import (
    after,
    before,
    capital_after,
    line_before,
    plural,
    second_before,
    words,
)

_BARE_YEARS = range(1400, 2101)
_ZERO_MONTH = re.compile(r"[0-3]\d/0[1-9]")
_PUNCTUATION = ("", ".", ",", ";", ":", ")", "»", "!", "?")
_BESIDE = 4
# The length of “d'ici à ”.
_WITHIN = 8
_DAY_NUMBERS = ("DAY_MONTH_NUMBER", "DAY_NUMBER", "ORDINAL_DAY")
_CLOCKS = ("CLOCK", "HOUR", "NOON", "HOURS")


def refused(lexed: Lexed, match: Match) -> bool:
    """Whether the words around a match show that it is no date."""
    check = _CHECKS.get(match.rule.name)
    return check is not None and check(lexed, match)


def _year(lexed: Lexed, match: Match) -> bool:
    """`2000 salariés`, `RN 2020`, `plus de 1800`, `1500 F`: a number."""
    left, right = before(lexed, match.start), after(lexed, match.end)
    year = match.number("y") or 0
    if left in words("number_follows") or right in words("unit"):
        return True
    if left == "en":
        return plural(right) and year % 100 == 0
    if left in words("year_follows"):
        return plural(right) and left == "de"
    return plural(right) or year not in _BARE_YEARS


def _weekdays(lexed: Lexed, match: Match) -> bool:
    """`mardi et jeudi`, days that do not follow each other; `les mardi et mercredi`, a habit; `lundi et mardi 3`."""
    named = [token.value for token in lexed.tokens[match.first : match.last] if token.kind == "WEEKDAY"]
    in_a_row = all((int(b) - int(a)) % 7 == 1 for a, b in pairwise(named))
    return not in_a_row or match.preceded_by("LE", "LES", "EACH") or match.followed_by_now(*_DAY_NUMBERS)


def _month(lexed: Lexed, match: Match) -> bool:
    """`Mars` the planet or firm, `Mai` as a surname, `sept` the number, `32 août`."""
    if match.has("r") or match.has("t"):
        return False
    left, token = before(lexed, match.start), match.part("m")
    if _name(lexed, match, left):
        return True
    if token is not None and token.kind == "SEPT":
        return left not in words("seventh_month_follows") or plural(after(lexed, match.end))
    if left in words("month_follows"):
        return False
    hyphens = lexed.folded[match.start - 1 : match.start] + lexed.folded[match.end : match.end + 1]
    return "-" in hyphens or _digit_before(lexed, match)


def _name(lexed: Lexed, match: Match, left: str) -> bool:
    """Whether a capitalised `Mars`, `Mai`, `Avril` is a name: inside a sentence, or before a surname."""
    text = lexed.text[match.start : match.end]
    if lexed.folded[match.start : match.end] not in words("also_name") or not text[0].isupper():
        return False
    if left in words("capital_month_follows") or second_before(lexed, match.start) == "mois":
        return False
    begins = not left or left in '.:!?;(«"'
    return capital_after(lexed, match.end) or not (text.isupper() or begins)


def _digit_before(lexed: Lexed, match: Match) -> bool:
    """`32 août 2014`: what is left of an impossible day is no month."""
    return lexed.folded[max(0, match.start - 2) : match.start].strip()[-1:].isdigit()


def _numbered(lexed: Lexed, match: Match) -> bool:
    """`loi 2016-11`, `Airbus 11-2017`: a number."""
    left = before(lexed, match.start)
    at = lexed.folded.rfind(left, 0, match.start) if left else match.start
    name = left.isalpha() and lexed.text[at].isupper() and left not in words("year_follows")
    return name or left in words("number_follows")


def _length(lexed: Lexed, match: Match) -> bool:
    """`un jour` (some day), `une quinzaine de voitures`, `48 ans`: no length of time."""
    unit = match.part("u")
    if unit is None:
        return False
    if match.has("a") and unit.value == "D" and not match.has("z"):
        return before(lexed, match.start) not in words("duration_follows")
    if unit.kind == "FORTNIGHT":
        return after(lexed, match.end) in {"de", "d", "d'"}
    return unit.kind in ("YEAR_WORD", "ANNEES") and not match.has("q") and _age(lexed, match)


def _age(lexed: Lexed, match: Match) -> bool:
    """`Jean, 48 ans,`, `un homme de 48 ans`: an age; `une peine de 2 ans`: none."""
    left, right = before(lexed, match.start), after(lexed, match.end)
    if left in words("duration_follows") or right in words("after_duration"):
        return False
    if left in ("de", "d'"):
        return second_before(lexed, match.start) not in words("lasting_noun")
    return left in words("age_follows") or (right in ",.);" and left in ("", ",", "("))


def _feast(lexed: Lexed, match: Match) -> bool:
    """`père Noël`, `marché de Noël`, `Noël Mamère`: no day."""
    left = before(lexed, match.start)
    if left == "pere" or (capital_after(lexed, match.end) and not match.has("y")):
        return True
    return left in ("de", "du", "d'") and second_before(lexed, match.start) not in words("feast_of")


def _season(lexed: Lexed, match: Match) -> bool:
    """`a été élu`, `les Jeux d'hiver`, `le printemps arabe`."""
    left = before(lexed, match.start)
    if match.has("y") or match.has("r") or match.has("t"):
        return False
    if left == "d'" and second_before(lexed, match.start) not in words("season_of"):
        return True
    if match.value("s") == "SU":
        return left not in words("summer_follows")
    return after(lexed, match.end) in ("arabe", "de")


def _weekday(lexed: Lexed, match: Match) -> bool:
    """`mardi gras`, `vendredi noir`: no weekday."""
    return after(lexed, match.end) in words("after_named_weekday")


def _day_number(lexed: Lexed, match: Match) -> bool:
    """`le 16 personnes`, `du 13 au 18 %`, `le 2 à 0`: no day."""
    return not match.followed_by(*_CLOCKS) and after(lexed, match.end) not in _PUNCTUATION


def _month_day(lexed: Lexed, match: Match) -> bool:
    """`en mai 15 personnes`: the figure counts what follows."""
    return not match.has("y") and (before(lexed, match.start) == "en" or _day_number(lexed, match))


def _alone(lexed: Lexed, match: Match) -> bool:
    """Whether words stand around figures that are a date only by themselves; `22/04` with its zero is one."""
    if _ZERO_MONTH.fullmatch(lexed.text[match.start : match.end]):
        return before(lexed, match.start) in words("number_follows")
    led = bool(line_before(lexed, match.start).strip(" -*"))
    return led or (not match.followed_by(*_CLOCKS) and after(lexed, match.end) not in ("", "."))


def _figures_apart(lexed: Lexed, match: Match) -> bool:
    """`06 12 34 56`: figures with a figure beside them, or with none of four digits and no article."""
    beside = lexed.text[max(0, match.start - 3) : match.start] + lexed.text[match.end : match.end + 3]
    led = match.has("y") or before(lexed, match.start) in ("", "le", "du", "au", "depuis")
    lines = "\n" in lexed.text[match.start : match.end]
    return not led or lines or any(character.isdigit() for character in beside)


def _nowadays(lexed: Lexed, match: Match) -> bool:
    """`aujourd'hui` for nowadays, `à ce jour`, `ce jour-là`: no day."""
    if match.number("d") != 0 or match.has("w"):
        return False
    if match.followed_by("PART", *_CLOCKS, "WEEKDAY", "ANAPHOR", "UNTIL", "DEICTIC"):
        return False
    if lexed.tokens[match.first].value == "0" and lexed.folded.startswith("ce", match.start):
        return before(lexed, match.start) == "a" or lexed.folded.startswith("-la", match.end)
    return tense.around(lexed, match.start, match.end, strict=True) is None


def _distance(lexed: Lexed, match: Match) -> bool:
    """`à trois heures de Dallas`: a distance."""
    return after(lexed, match.end) in {"de", "d", "d'"}


def _until(lexed: Lexed, match: Match) -> bool:
    """`jusqu'à trois mois`: a length of time; `d'ici trois mois`: a day."""
    led = lexed.folded[max(0, match.start - _WITHIN) : match.start].rstrip()
    return not led.endswith(("d'ici", "d'ici a"))


def _noun(lexed: Lexed, match: Match) -> bool:
    """`le quotidien`, `au quotidien`: no adjective."""
    return before(lexed, match.start) in words("determiner")


def _edge(lexed: Lexed, match: Match) -> bool:
    """`une fête de fin d'année`: a kind of feast, no date."""
    return before(lexed, match.start) in ("de", "d'") and lexed.tokens[match.first + 1].kind == "DE"


def _no_tomorrow(lexed: Lexed, match: Match) -> bool:
    """`du jour au lendemain`, `sans lendemain`, `au lendemain de la clôture`: no day that the text gives."""
    left = before(lexed, match.start)
    idiom = left == "sans" or second_before(lexed, match.start) == "jour"
    event = not match.has("d") and match.followed_by_now("DE", "DU", "DES") and left != "la"
    return idiom or (event and not _day_said(lexed, match))


def _day_said(lexed: Lexed, match: Match) -> bool:
    """Whether the phrase stands beside another day: `hier, au lendemain de`."""
    near = lexed.tokens[max(0, match.first - _BESIDE) : match.first]
    return any(token.kind in ("DEICTIC", "WEEKDAY", "MONTH", "DATE") for token in near)


def _event(lexed: Lexed, match: Match) -> bool:
    """`à l'origine de cette matinée`, `cette soirée de gala`: an event."""
    long = lexed.folded.endswith("ee", 0, match.end)
    return long and (before(lexed, match.start) in ("de", "d'") or after(lexed, match.end) in ("de", "d'"))


def _before_christ(lexed: Lexed, match: Match) -> bool:
    """`Ve siècle av. J.-C.`: TIMEX3 values of such dates are not ours."""
    return after(lexed, match.end) == "av"


_CHECKS: dict[str, Callable[[Lexed, Match], bool]] = {
    "year": _year,
    "century": _before_christ,
    "month": _month,
    "month_year": _digit_before,
    "month_slash_year": _numbered,
    "duration": _length,
    "feast": _feast,
    "season": _season,
    "weekday": _weekday,
    "weekdays_in_a_row": _weekdays,
    "deictic": _nowadays,
    "this_part": _event,
    "anaphor": _no_tomorrow,
    "edge_of_unit": _edge,
    "within": _until,
    "set_adjective": _noun,
    "clock_in_hours": _distance,
    "day_number": _day_number,
    "month_day": _month_day,
    "day_numbers": _day_number,
    "day_slash_month_alone": _alone,
    "figures_apart": _figures_apart,
}
