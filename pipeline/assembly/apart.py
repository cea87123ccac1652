"""Which sentences of an article stand apart from its event: other days, an earlier time, lines of the page itself."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from pipeline.assembly import facts, intervals
from pipeline.assembly.places import places
from pipeline.assembly.view import Sentence, View

Days = tuple[dt.date, dt.date]

# Days of one event lie closer together than this; sessions further apart are events of their own.
_APART = dt.timedelta(days=21)
# How long an event may last of which only the first or the last day is told.
_WEEK = dt.timedelta(days=6)
# Without a date of the main event: how long before publication a date tells of something else.
_PAST = dt.timedelta(days=60)


def links_elsewhere(view: View, sentence: Sentence) -> bool:
    """Whether a line points to another article (“Lire aussi : …”): what it tells is not this article's news."""
    return (
        view.begins_line(sentence)
        and facts.rules().pointers.match(view.folded, sentence.start_char) is not None
    )


def at_margin(view: View, sentence: Sentence) -> bool:
    """Whether `sentence` opens with what happened beside the event: “En marge de l'atelier, …”."""
    return facts.rules().margin_first.match(view.sentence_text(sentence)) is not None


def takes_up(view: View, sentence: Sentence) -> bool:
    """Whether `sentence` speaks of the event again: “la cérémonie de clôture s'est déroulée …”, “c'était à …”."""
    return view.holds(facts.rules().again, sentence)


def tells_apart(view: View, sentence: Sentence) -> bool:
    """Whether `sentence` opens with another edition of the event, or with what came after it: “La prochaine …”."""
    text = view.sentence_text(sentence)
    return any(p.match(text) for p in (facts.rules().other_edition, facts.rules().after_end))


def other_days(view: View, told: Iterable[Sentence], sentence: Sentence) -> bool:
    """Whether `sentence` dates what it tells far from the days of the event that the sentences `told` announce.

    Where those give no date, a day long before the publication is another event's if the wording says so
    (“déjà”, a pluperfect).
    """
    here = _days(view, sentence)
    if not here:
        return False
    sentences = list(told)
    there = [days for other in sentences for days in _days(view, other)]
    if there:
        least = min(_distance(a, b) for a in here for b in there)
        return least > _APART or (bool(least) and _elsewhere(view, sentences, sentence))
    published = intervals.day(view.published)
    earlier = facts.rules().earlier.search(view.folded, sentence.start_char, sentence.end_char)
    return bool(published and earlier and all(published - last > _PAST for _, last in here))


def background(view: View, told: Iterable[Sentence], sentence: Sentence) -> bool:
    """Whether `sentence` tells of people at another time: “L'an dernier, douze greffiers ont suivi ce cursus à Kayes”.

    What lasts until now, and what names no people, may still tell of the event: “le projet est financé depuis 2021”.
    """
    whole = all(when.side == "whole" for when in facts.dates(view, sentence))
    return whole and view.holds(facts.rules().learners, sentence) and other_days(view, told, sentence)


def apart_from(view: View, told: Iterable[Sentence], sentence: Sentence) -> bool:
    """Whether `sentence` dates what it tells on none of the days that `told` give, or places it elsewhere."""
    sentences = list(told)
    here, there = _days(view, sentence), [days for other in sentences for days in _days(view, other)]
    other_day = bool(here and there) and all(_distance(a, b) for a in here for b in there)
    return other_day or (_elsewhere(view, sentences, sentence) and bool(here) == bool(there))


def elsewhere_on_days(view: View, told: Iterable[Sentence], sentence: Sentence) -> bool:
    """Whether `sentence` gives days and places of its own: “à Mirriah, les 18 et 19 mai, 25 femmes ont été formées”."""
    sentences = list(told)
    here, there = _days(view, sentence), [days for other in sentences for days in _days(view, other)]
    return bool(here and there) and here != there and _elsewhere(view, sentences, sentence)


def _elsewhere(view: View, told: list[Sentence], sentence: Sentence) -> bool:
    """Whether `sentence` names places, and none of them is one of those that `told` names."""
    here, there = _places(view, sentence), {name for other in told for name in _places(view, other)}
    return bool(here) and bool(there) and not here & there


def _places(view: View, sentence: Sentence) -> set[str]:
    if facts.hands_out(view, sentence):
        return set()
    return {view.text(slot.start, slot.end).casefold() for slot in places(view, sentence)}


def _days(view: View, sentence: Sentence) -> list[Days]:
    found: list[Days] = []
    if facts.hands_out(view, sentence):
        return found
    for when in facts.dates(view, sentence):
        first, last = intervals.day(when.value["from"]), intervals.day(when.value["to"])
        if last and when.side == "ends":
            first = last - _WEEK
        if first and when.side == "begins":
            last = first + _WEEK
        if (start := first or last) and (end := last or first):
            found.append((start, end))
    return found


def _distance(a: Days, b: Days) -> dt.timedelta:
    """The days between two intervals; zero if they share one."""
    return max(a[0] - b[1], b[0] - a[1], dt.timedelta())
