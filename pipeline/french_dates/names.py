"""Names that look like dates: of people, places, planets, and of days that are none (`mardi gras`)."""

from __future__ import annotations

from pipeline.french_dates.lexer import Lexed, is_date_word
from pipeline.french_dates.rules import Match
from pipeline.french_dates.surroundings import after, before, capital_after, plural, second_before, words

_DAY_NUMBERS = ("DAY_MONTH_NUMBER", "DAY_NUMBER", "ORDINAL_DAY")


def place(lexed: Lexed, match: Match) -> bool:
    """`place du 14-Juillet`, `université 8-Mai-1945`: a name."""
    left = before(lexed, match.start)
    noun = second_before(lexed, match.start) if left in ("du", "de", "d'") else left
    return noun in words("place") and not match.has("w") and not match.has("r")


def month(lexed: Lexed, match: Match) -> bool:
    """`Mars` the planet or firm, `Mai` as a surname, `sept` the number, `32 août`."""
    if match.has("r") or match.has("t"):
        return False
    left, token = before(lexed, match.start), match.part("m")
    if _name(lexed, match, left) or _family_name(lexed, match, left):
        return True
    if token is not None and token.kind == "SEPT":
        return left not in words("seventh_month_follows") or plural(after(lexed, match.end))
    if _after_number(lexed, match):
        return True
    if left in words("month_follows"):
        return False
    hyphens = lexed.folded[match.start - 1 : match.start] + lexed.folded[match.end : match.end + 1]
    return "-" in hyphens or after_figure(lexed, match)


def _name(lexed: Lexed, match: Match, left: str) -> bool:
    """Whether a capitalised `Mars`, `Mai`, `Avril` is a name: inside a sentence, or before a surname."""
    text = lexed.text[match.start : match.end]
    if lexed.folded[match.start : match.end] not in words("also_name") or not text[0].isupper():
        return False
    if left in words("capital_month_follows") or second_before(lexed, match.start) == "mois":
        return False
    begins = not left or left in '.:!?;(«"'
    return capital_after(lexed, match.end) or not (text.isupper() or begins)


def _after_number(lexed: Lexed, match: Match) -> bool:
    """`du 14-Juillet`, of which a name is made: its month is none."""
    if not match.preceded_by("DASH") or lexed.tokens[match.first - 1].end < match.start:
        return False
    number = lexed.tokens[match.first - 2]
    return number.kind in (*_DAY_NUMBERS, "DAY_WORD") and number.end == match.start - 1


def _family_name(lexed: Lexed, match: Match, left: str) -> bool:
    """`Simone Janvier`, `le maréchal Juin`: a capitalised month after a first name or a title."""
    text = lexed.text[match.start : match.end]
    if not text[0].isupper() or text.isupper():
        return False
    at = lexed.folded.rfind(left, 0, match.start) if left else -1
    given = left.isalpha() and lexed.text[at].isupper() and left not in words("capital_month_follows")
    return left in words("person") or (given and not is_date_word(left))


def after_figure(lexed: Lexed, match: Match) -> bool:
    """`32 août 2014`: what is left of an impossible day is no month."""
    return lexed.folded[max(0, match.start - 2) : match.start].strip()[-1:].isdigit()


def feast(lexed: Lexed, match: Match) -> bool:
    """`père Noël`, `marché de Noël`, `Noël Mamère`: no day."""
    left = before(lexed, match.start)
    if left == "pere" or (capital_after(lexed, match.end) and not match.has("y")):
        return True
    return left in ("de", "du", "d'") and second_before(lexed, match.start) not in words("feast_of")


def season(lexed: Lexed, match: Match) -> bool:
    """`a été élu`, `les Jeux d'hiver`, `le printemps arabe`."""
    left = before(lexed, match.start)
    if any(match.has(part) for part in ("y", "ys", "r", "t")):
        return False
    if left == "un" or _proper_name(lexed, match, left):
        return True
    if left == "d'" and second_before(lexed, match.start) not in words("season_of"):
        return True
    if after(lexed, match.end) in words("season_name"):
        return True
    return match.value("s") == "SU" and left not in words("summer_follows")


def _proper_name(lexed: Lexed, match: Match, left: str) -> bool:
    """`l'hôtel du Printemps`: capitalised inside a sentence, and not as after `en`, `à l'`."""
    text = lexed.text[match.start : match.end]
    return left in ("du", "de", "d'", "le") and text[0].isupper() and not text.isupper()


def not_fasting(lexed: Lexed, match: Match) -> bool:
    """`deux Pâques`: of the feasts only Ramadan is a month in which days are counted."""
    del lexed
    return match.has("f") and match.value("f")[0] != "hijri_month"


def weekday(lexed: Lexed, match: Match) -> bool:
    """`mardi gras`, `vendredi noir`: no weekday."""
    return after(lexed, match.end) in words("after_named_weekday")


def named_period(lexed: Lexed, match: Match) -> bool:
    """`ce mois de mai`, `ce mois de Ramadan`: the name says which; `cette journée`: what happened on it."""
    if match.value("u") == "D" and lexed.folded.endswith("ee", 0, match.end):
        return True
    named = lexed.tokens[match.last + 1 : match.last + 2]
    of = match.followed_by_now("DE") and named and named[0].kind in ("MONTH", "SEPT", "FEAST", "HIJRI")
    return bool(of) and match.value("u") == "M"
