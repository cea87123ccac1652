"""Descriptions of people beside a cue, with their counts: “au profit de | vingt-neuf (29) maires”."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from pipeline.assembly.cues import Cue
from pipeline.assembly.patterns import compile_pattern
from pipeline.assembly.phrase_words import is_people, over_circumstance, skip_determiners
from pipeline.assembly.phrases import noun_phrase
from pipeline.assembly.quantities import Quantity, read_quantity
from pipeline.assembly.slots import Slot
from pipeline.assembly.view import Sentence, View, lower, verb_form
from pipeline.countries import countries_of

_MOST = 8
# “remis à | 64 jeunes filles du quartier | formées en couture”: how many words a qualified noun phrase may have.
_QUALIFIED = 9
# Between a number and its noun: “deux | autres | étapes”.
_OTHERS = frozenset(
    {
        "autres",
        "premiers",
        "premières",
        "derniers",
        "dernières",
        "nouveaux",
        "nouvelles",
        "prochains",
        "prochaines",
    }
)
# What is counted for those who sit there: “limité à 20 places”.
_SEATS = frozenset({"place", "places"})
# “70 de | ses | agents”.
_OWNED = frozenset({"ses", "leurs", "nos", "vos", "ces", "les"})
_AND_PEOPLE = re.compile(
    r"\s*(?:,?\s*(?:et|ainsi que|mais aussi|mais également|de même que|puis)\s+|,?\s*ainsi qu'|,\s+)"
    r"(?:(?:à |pour )?(?:de |d'|du |des |aux |au )|à |pour les )"
)
# “onze charpentiers et | cinq élèves”.
_AND_COUNTED = re.compile(r"\s*(?:,?\s*(?:et|ainsi que|de même que)\s+|,?\s*ainsi qu'|,\s+)")

# In a field of a leaflet: “Public : dirigeants, artisans, commerçants”.
_FIELD = re.compile(r"\s*[,;/]\s*(?:et )?")
_LISTED = re.compile(r"\s*,?\s*(?:et|ainsi que)\s+|\s*,\s*(?=des |de |d'|les |\d|une? )")


def read_people(view: View, i: int, limit: int) -> Slot | None:
    """The description of people at token `i`, with its count; a bare count where no noun follows."""
    while i < limit and (view.doc[i].is_space or view.doc[i].text == ":"):
        i += 1
    if i >= limit:
        return None
    mention = view.mention_at.get(i)
    if mention is not None and mention.label_ == "DATE":
        return None
    last = view.doc[limit - 1]
    limit_char = last.idx + len(last)
    # “une première vague de | 45 volontaires”: the people are what the group consists of.
    group = compile_pattern("{group_of}").match(view.folded, view.doc[i].idx, limit_char)
    members = view.token_at(group.end()) if group else limit
    if members < limit and read_quantity(view.whole[view.doc[members].idx : limit_char]):
        i = members
    quantity = read_quantity(view.whole[view.doc[i].idx : limit_char])
    hedged = i > 0 and lower(view.doc[i - 1]) in {"plus", "moins", "près", "autour"}
    if quantity is None and not hedged and lower(view.doc[i]) in {"de", "d'", "à"} and i + 1 < limit:
        # “la formation | de vingt policiers”
        quantity = read_quantity(view.whole[view.doc[i + 1].idx : limit_char])
        i += quantity is not None
    if quantity is None:
        head = _over_only(view, skip_determiners(view, i, limit), limit)
        end = _without_limit(view, head, noun_phrase(view, head, limit, people=True))
        named = end > head and view.doc[head].pos_ != "PRON" and not _of_event(view, head)
        return Slot(head, end, None, "") if named else None
    return _counted(view, i, limit, quantity)


def _counted(view: View, i: int, limit: int, quantity: Quantity) -> Slot | None:
    """The description that `quantity` opens at token `i`; None where it counts days, or parts of the event."""
    head = view.token_at(view.doc[i].idx + quantity.length)
    start = i
    while start < head and lower(view.doc[start]) in {"les", "des", "ces", "de", "d'", "la", "le", "l'"}:
        start += 1
    if head < limit and lower(view.doc[head]) in _OWNED:
        head += 1
    number = view.mention_at.get(head - 1)
    if number is not None and number.label_ == "DATE":
        return None
    if head < limit and _of_event(view, head) and lower(view.doc[head]) not in _SEATS:
        return None
    end = _without_limit(view, head, noun_phrase(view, head, limit, people=True))
    if end <= head or not _describes(view, head, end):
        return Slot(start, start, None, "", quantity.value, quantity.approximate)
    return Slot(start, end, None, "", quantity.value, quantity.approximate, head)


def _over_only(view: View, i: int, limit: int) -> int:
    """Behind what says that there are no others: “les | seuls | arbitres stagiaires”."""
    return i + 1 if i + 1 < limit and lower(view.doc[i]) in {"seuls", "seules", "propres"} else i


def _without_limit(view: View, start: int, end: int) -> int:
    """The end of “20 personnes | maximum”."""
    while end > start + 1 and lower(view.doc[end - 1]) in {"maximum", "minimum", "max", "environ"}:
        end -= 1
    return end


def _describes(view: View, start: int, end: int) -> bool:
    """Whether a phrase describes people: a noun for people, a demonym, or any common noun but those of the event."""
    if _of_event(view, start):
        return False
    return is_people(view, start, end) or _demonym(view, start) or view.doc[start].pos_ in {"NOUN", "ADJ"}


def _of_event(view: View, i: int) -> bool:
    """Whether the noun names the event or a part of it, and nobody in it."""
    while i + 1 < len(view.doc) and lower(view.doc[i]) in _OTHERS:
        i += 1
    return (
        compile_pattern("{training}|{session}|places|dates|groupes|{thing}").fullmatch(lower(view.doc[i]))
        is not None
    )


def _groups(view: View, i: int) -> bool:
    """Whether bodies begin at token `i` whose members learn: “la formation des | coopératives”."""
    return compile_pattern("{learning_bodies}").match(view.folded, view.doc[i].idx) is not None


def _demonym(view: View, i: int) -> bool:
    return bool(countries_of(view.doc[i].text.lower()))


def people_right(view: View, cue: Cue, sentence: Sentence, match: re.Match[str]) -> list[Slot]:
    """Descriptions of people after the match, coordinated ones included."""
    slots: list[Slot] = []
    field = view.folded[match.end() - 1] in ":?"
    i = view.token_at(match.end())
    while i < sentence.end and len(slots) < _MOST:
        slot = read_people(view, i, sentence.end)
        # A counted description is of people; so is what a field of a leaflet says.
        strict = bool(slots) or (cue.people and not (slot and slot.count))
        if (
            slot is None
            or not slot.described
            or not (
                (field and not slots)
                or is_people(view, slot.start, slot.end)
                or (not strict and _learns(view, slot))
            )
        ):
            break
        slots.append(slot)
        joined = (_FIELD if field else _AND_PEOPLE).match(view.folded, _end_char(view, slot))
        if joined is None:
            break
        i = view.token_at(joined.end())
    return [*slots, *_counted_beside(view, slots[-1], sentence.end)] if slots else []


def people_object(view: View, cue: Cue, sentence: Sentence, match: re.Match[str]) -> list[Slot]:  # noqa: ARG001 (one signature)
    """The description of people after the match, behind dates and places: “avait réuni | en mars | vingt maires”."""
    slot = read_people(view, over_circumstance(view, view.token_at(match.end()), sentence.end), sentence.end)
    if slot is None or (
        slot.described
        and slot.count is None
        and not (
            is_people(view, slot.start, slot.end) or _demonym(view, slot.start) or _groups(view, slot.start)
        )
    ):
        return []
    return [slot, *_counted_beside(view, slot, sentence.end)]


def _counted_beside(view: View, slot: Slot, limit: int) -> list[Slot]:
    """The further groups that are counted one by one: “onze charpentiers | et cinq élèves”."""
    found = [slot] if slot.described and slot.count is not None else []
    while found and len(found) < _MOST:
        joined = _AND_COUNTED.match(view.folded, _end_char(view, found[-1]))
        i = view.token_at(joined.end()) if joined else limit
        group = read_people(view, i, limit) if i < limit and view.doc[i].pos_ not in {"VERB", "AUX"} else None
        if group is None or group.count is None or not is_people(view, group.start, group.end):
            break
        found.append(group)
    return found[1:]


def people_listed(view: View, i: int, limit: int) -> list[Slot]:
    """The descriptions at token `i` and those that a comma or “et” joins, if one is counted or of people."""
    slots: list[Slot] = []
    listed = i < limit and lower(view.doc[i]) in {"des", "les", "le", "la", "l'"}
    while i < limit and len(slots) < _MOST:
        slot = read_people(view, i, limit)
        if slot is None or not slot.described or (slots and slot.count is None and not listed):
            break
        if view.mention_at.get(slot.start) is not None:
            break
        if listed:
            slot = _one_item(view, slot)
        slots.append(slot)
        joined = _LISTED.match(view.folded, _end_char(view, slot))
        if joined is None:
            break
        i = view.token_at(joined.end())
    return slots if any(_human(view, slot) for slot in slots) else []


def _one_item(view: View, slot: Slot) -> Slot:
    """An item of a list up to the “et” that leads to the last one."""
    ends = (
        k
        for k in range(slot.start + 1, slot.end - 1)
        if lower(view.doc[k]) == "et" and lower(view.doc[k + 1]) in {"des", "les"}
    )
    return replace(slot, end=next(ends, slot.end))


def people_left(view: View, cue: Cue, sentence: Sentence, match: re.Match[str]) -> list[Slot]:  # noqa: ARG001 (one signature)
    """The description of people that is the subject before the match, or the noun that it qualifies."""
    limit = view.token_at(match.start())
    subjects = [
        slot
        for i in _subject_starts(view, sentence, limit)
        if (slot := read_people(view, i, limit)) and _human(view, slot)
        if not _finite_between(view, slot.end, limit)
    ]
    if subjects:
        # “les six classes, | 186 élèves au total,”: those who are people.
        return [
            next(
                (s for s in subjects if s.count is not None and is_people(view, s.start, s.end)), subjects[0]
            )
        ]
    for i in range(max(sentence.start, limit - _QUALIFIED), limit):
        slot = read_people(view, i, limit)
        if slot is not None and slot.end == limit and _human(view, slot):
            return [slot]
    return []


def _learns(view: View, slot: Slot) -> bool:
    """Whether a description can be of those who learn: people, a demonym, a count, bodies, or an acronym."""
    head = slot.start if slot.head is None else slot.head
    token = view.doc[head]
    body = compile_pattern("{body}").fullmatch(lower(token)) is not None
    return _human(view, slot) or body or token.is_upper


def _human(view: View, slot: Slot) -> bool:
    """Whether a description is of people: by its noun, a demonym, or a count."""
    if not slot.described:
        return slot.count is not None
    return slot.count is not None or is_people(view, slot.start, slot.end) or _demonym(view, slot.start)


def _subject_starts(view: View, sentence: Sentence, limit: int) -> Iterator[int]:
    """Tokens before `limit` where a subject may begin: at the clause's start, after a comma or a colon."""
    for i in range(sentence.start, limit):
        before = view.doc[i - 1] if i > sentence.start else None
        # “(AIB) | - | Une soixantaine de …”: no mark begins one.
        if view.doc[i].text in {"-", "–", "—"}:
            continue
        if (
            before is None
            or before.is_punct
            or before.is_space
            or before.pos_ == "CCONJ"
            or lower(before) in {"que", "qu'", "total", "tout"}
        ):
            yield i


def _finite_between(view: View, start: int, end: int) -> bool:
    depth = 0
    for i in range(start, end):
        token = view.doc[i]
        if lower(token) in {"qui", "dont", "que", "où"}:
            depth = 1
        if token.text == ",":
            depth = 0
        if depth == 0 and token.pos_ in {"VERB", "AUX"} and "Fin" in verb_form(token):
            return True
    return False


def _end_char(view: View, slot: Slot) -> int:
    last = view.doc[slot.end - 1]
    return last.idx + len(last)
