"""What looks like a date and is none: quantities, ages, names, numbers of laws and roads."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise

from pipeline.french_dates import names, tense
from pipeline.french_dates.lexer import Lexed
from pipeline.french_dates.rules import Match
from pipeline.french_dates.surroundings import (
    after,
    before,
    line_before,
    plural,
    second_before,
    words,
)

_BARE_YEARS = range(1400, 2101)
_ZERO_MONTH = re.compile(r"[0-3]\d/0[1-9]")
_PUNCTUATION = ("", ".", ",", ";", ":", ")", "»", "!", "?")
_BESIDE = 4
_DECADE = 10
# The length of “d'ici à ”.
_WITHIN = 8
_DAY_NUMBERS = ("DAY_MONTH_NUMBER", "DAY_NUMBER", "ORDINAL_DAY")
_FIGURES = ("TWO_DIGITS", "NUMBER", *_DAY_NUMBERS)
# Before hours these mean a time of day; `environ sept heures` is a length of time.
_ABOUT = ("vers", "autour", "aux alentours")
_CLOCKS = ("CLOCK", "HOUR", "NOON", "HOURS")


def refused(lexed: Lexed, match: Match) -> bool:
    """Whether the words around a match show that it is no date."""
    check = _CHECKS.get(match.rule.name)
    return check is not None and check(lexed, match)


def _year(lexed: Lexed, match: Match) -> bool:
    """`2000 salariés`, `RN 2020`, `plus de 1800`, `1500 F`: a number."""
    left, right = before(lexed, match.start), after(lexed, match.end)
    year = match.number("y") or 0
    if match.preceded_by("EDGE"):
        return plural(right)
    if left in words("number_follows") or right in words("unit") or _no_year_of_ours(lexed, match, left):
        return True
    if left == "en":
        return plural(right) and year % 100 == 0
    if left in words("year_follows"):
        return plural(right) and left == "de"
    return plural(right) or year not in _BARE_YEARS


def _no_year_of_ours(lexed: Lexed, match: Match, left: str) -> bool:
    """`1 pour 2000`, `1446 de l'Hégire`, `32 août 2014`, `la barre des 1500`: other figures, or the rest of no date."""
    at, tokens = match.first, lexed.tokens
    ratio = left == "pour" and tokens[at - 1].kind == "FOR" and tokens[at - 2].kind in _FIGURES
    hijri = lexed.folded.startswith(("de l'hegire", "h ", "h."), match.end + 1)
    dated = match.preceded_by("MONTH", "MONTH_SHORT", "SEPT") and tokens[at - 2].kind in _FIGURES
    return ratio or hijri or dated or match.preceded_by("DES", "LES") or _code(lexed, match, left)


def _code(lexed: Lexed, match: Match, left: str) -> bool:
    """`le vol AF 1980`: a number after letters."""
    letters = left.isalpha() and lexed.text[lexed.folded.rfind(left, 0, match.start) :][: len(left)].isupper()
    noun = second_before(lexed, match.start)
    return letters and noun.isalpha() and noun in words("number_follows")


def _decades(lexed: Lexed, match: Match) -> bool:
    """`les années 2021 et 2022`: years, no decades."""
    del lexed
    return any((match.number(name) or 0) % _DECADE for name in ("y", "y2"))


def _days_of_edge(lexed: Lexed, match: Match) -> bool:
    """`le dernier jour d'octobre`: a day; `les derniers jours d'octobre`: several."""
    return not lexed.folded.endswith("s", 0, lexed.tokens[match.first].end)


def _weekdays(lexed: Lexed, match: Match) -> bool:
    """`mardi et jeudi`, days that do not follow each other; `les mardi et mercredi`, a habit; `lundi et mardi 3`."""
    named = [token.value for token in lexed.tokens[match.first : match.last] if token.kind == "WEEKDAY"]
    in_a_row = all((int(b) - int(a)) % 7 == 1 for a, b in pairwise(named))
    return not in_a_row or match.preceded_by("LE", "LES", "EACH") or match.followed_by_now(*_DAY_NUMBERS)


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
    if unit.kind == "HOURS" and lexed.folded.startswith(_ABOUT, match.start):
        return True
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


def _ages(lexed: Lexed, match: Match) -> bool:
    """`enfants de 5 à 14 ans`: ages; `une peine de 5 à 14 ans`: none."""
    unit = match.part("u")
    return unit is not None and unit.kind == "YEAR_WORD" and _age(lexed, match)


def _day_number(lexed: Lexed, match: Match) -> bool:
    """`le 16 personnes`, `du 13 au 18 %`, `le 2 à 0`: no day."""
    if _address(lexed, match):
        return True
    return not match.followed_by(*_CLOCKS) and after(lexed, match.end) not in _PUNCTUATION


def _address(lexed: Lexed, match: Match) -> bool:
    """`au 12, boulevard du Mono`: a house."""
    comma = match.followed_by_now("COMMA")
    return comma and after(lexed, lexed.tokens[match.last].end) in words("place")


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
    if match.number("d") != 0:
        return False
    if match.followed_by("PART", *_CLOCKS, "WEEKDAY", "ANAPHOR", "UNTIL", "DEICTIC"):
        return False
    if lexed.tokens[match.first].value == "0" and lexed.folded.startswith("ce", match.start):
        return before(lexed, match.start) == "a" or lexed.folded.startswith("-la", match.end)
    return tense.around(lexed, match.start, match.end, strict=True) is None


def _of_a_date(lexed: Lexed, match: Match) -> bool:
    """`hier, jeudi 20 mai`: the weekday belongs to what follows."""
    del lexed
    return match.followed_by_now(*_DAY_NUMBERS, "DAY_WORD", "LE", "DATE")


def _distance(lexed: Lexed, match: Match) -> bool:
    """`à trois heures de Dallas`: a distance."""
    return after(lexed, match.end) in {"de", "d", "d'"}


def _span_of_hours(lexed: Lexed, match: Match) -> bool:
    """`entre 8 et 10 heures de sommeil`: a length of time."""
    return after(lexed, match.reach) in {"de", "d", "d'"}


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


def _no_one_period(lexed: Lexed, match: Match) -> bool:
    """`le dernier jour`, `de nombreuses années à venir`: not yesterday, no one year."""
    unit, direction = match.part("u"), match.part("r")
    if unit is None or direction is None:
        return False
    plural_unit = unit.kind != "MONTHS" and lexed.folded[unit.end - 1] == "s"
    last_day = unit.value == "D" and direction.kind == "LAST" and direction.start < unit.start
    word = lexed.folded[direction.start : direction.end]
    return plural_unit or last_day or (word.endswith("s") and word.isalpha())


_CHECKS: dict[str, Callable[[Lexed, Match], bool]] = {
    "year": _year,
    "decade": _decades,
    "decades": _decades,
    "day_month_year": names.place,
    "day_month": names.place,
    "day_month_in_figures_and_letters": names.place,
    "hijri": names.not_fasting,
    "first_or_last_days": _days_of_edge,
    "century": _before_christ,
    "month": names.month,
    "month_year": names.after_figure,
    "month_slash_year": _numbered,
    "duration": _length,
    "feast": names.feast,
    "season": names.season,
    "weekday": names.weekday,
    "weekdays_in_a_row": _weekdays,
    "next_or_last_period": _no_one_period,
    "deictic": _nowadays,
    "deictic_and_weekday": _of_a_date,
    "this_period": names.named_period,
    "this_part": _event,
    "anaphor": _no_tomorrow,
    "edge_of_unit": _edge,
    "within": _until,
    "duration_before_its_unit": _ages,
    "set_adjective": _noun,
    "clock_in_hours": _distance,
    "hour_of_a_range": _span_of_hours,
    "days_in_figures": _numbered,
    "day_number": _day_number,
    "month_day": _month_day,
    "day_numbers": _day_number,
    "day_slash_month_alone": _alone,
    "figures_apart": _figures_apart,
}
