"""Where an event takes place: the venue and the town that a sentence gives."""

from __future__ import annotations

import re
from collections.abc import Iterator

from spacy.tokens import Span

from pipeline.assembly.facts import rules
from pipeline.assembly.parties import over_circumstances
from pipeline.assembly.patterns import compile_pattern
from pipeline.assembly.phrase_words import skip_determiners
from pipeline.assembly.placelines import headed_place
from pipeline.assembly.slots import Slot
from pipeline.assembly.venues import (
    further_towns,
    inner_venue,
    is_venue,
    label,
    region_at,
    split,
    through,
    town_after,
    venue,
    venue_end,
    venue_head,
)
from pipeline.assembly.view import Sentence, View, lower, verb_form
from pipeline.countries import countries_of, is_country

_BEFORE = 28
_MARKS = frozenset({":", "-", "–", "—"})
_ARTICLES = frozenset({"le", "la", "l'", "les"})
# “C'est | l'hôtel X qui a abrité …”.
_CLEFT = re.compile(r"c'(?:est|était) (?:donc |finalement )?")
# What parts a person's name from what the person is, and where.
_ASIDE = frozenset({",", "(", "–", "—"})
_CAPITAL_ARTICLES = frozenset({"La", "Le", "Les", "L'", "L’"})


def places(view: View, sentence: Sentence) -> list[Slot]:
    """The places where `sentence` says that something happens: venue, then town."""
    found: list[Slot] = []
    host = rules().hosts.search(view.folded, sentence.start_char, sentence.end_char)
    if host:
        found += _host(view, sentence, host)
    for start in _objects(view, sentence):
        found += [slot for slot in _place_at(view, start, sentence.end) if slot not in found]
    for i in range(sentence.start, sentence.end):
        if not rules().at.fullmatch(lower(view.doc[i])) or view.doc[i].pos_ in {"VERB", "AUX"}:
            continue
        if _elsewhere(view, sentence, i) or _of_person(view, sentence, i) or _scope(view, sentence, i):
            continue
        found += [slot for slot in _place_at(view, i + 1, sentence.end) if slot not in found]
    for further in (_behind_date(view, sentence), _row_of_towns(view, sentence)):
        found += [slot for slot in further if slot not in found]
    found += [slot for slot in headed_place(view, sentence) if slot not in found]
    found = [slot for slot in found if not rules().regions.fullmatch(view.folded, *_chars(view, slot))]
    return [slot for slot in found if slot.rule != "place.region"] or found


def _objects(view: View, sentence: Sentence) -> Iterator[int]:
    """Where a place begins that no preposition precedes: what is visited, what an event “a eu pour cadre”."""
    for match in rules().visited.finditer(view.folded, sentence.start_char, sentence.end_char):
        if view.doc[view.token_at(match.end() - 1)].pos_ == "VERB":
            yield over_circumstances(view, view.token_at(match.end()), sentence.end)
    for match in rules().framed.finditer(view.folded, sentence.start_char, sentence.end_char):
        start = view.token_at(match.end() - 1) + 1
        yield over_circumstances(view, start, sentence.end)


def _row_of_towns(view: View, sentence: Sentence) -> Iterator[Slot]:
    """The towns that are told one by one behind a noun for them: “deux villes, à savoir Aného et Vogan”."""
    for match in rules().towns_of.finditer(view.folded, sentence.start_char, sentence.end_char):
        first = view.mention_at.get(view.token_at(match.end() - 1) + 1)
        if first is None or first.label_ != "LOC" or first.start_char < match.end() - 1:
            continue
        others = list(further_towns(view, first.end, sentence.end))
        if others:
            yield Slot(first.start, first.end, "LOC", "place.town")
            yield from others


def _scope(view: View, sentence: Sentence, i: int) -> bool:
    """Whether a country behind the preposition at `i` only says of which a noun is: “les villages | en Guinée”."""
    mention = view.mention_at.get(i + 1)
    if mention is None or mention.label_ != "LOC" or not is_country(mention.text) or i == sentence.start:
        return False
    start = view.doc[i].idx
    # “une visite de travail | au Togo”, “un tête-à-tête | en Chine”
    told = compile_pattern("(?:{training}|{session}|{anaphor}|{encounter})(?: (?:de |d')?[\\w-]+)? $")
    noun = view.doc[i - 1].pos_ in {"NOUN", "PROPN"} or view.mention_at.get(i - 1) is not None
    dated = (before := view.mention_at.get(i - 1)) is not None and before.label_ == "DATE"
    return noun and not dated and told.search(view.folded, sentence.start_char, start) is None


def _chars(view: View, slot: Slot) -> tuple[int, int]:
    last = view.doc[slot.end - 1]
    return view.doc[slot.start].idx, last.idx + len(last)


def _behind_date(view: View, sentence: Sentence) -> Iterator[Slot]:
    """The town of an announcement's line, right behind its date: “jeudi 3 octobre, Namur”."""
    for i in range(sentence.start, sentence.end - 2):
        date, town = view.mention_at.get(i), view.mention_at.get(i + 2)
        if date is None or date.label_ != "DATE" or date.end != i + 1 or town is None:
            continue
        if view.doc[i + 1].text in {",", "-", "–"} and town.label_ == "LOC" and town.start == i + 2:
            yield Slot(town.start, town.end, "LOC", "place.town")


def _place_at(view: View, i: int, limit: int) -> Iterator[Slot]:
    """The venue and the town after “à”, “dans” … at token `i`."""
    named = view.mention_at.get(i)
    # The article of a town is part of its name: “à | La Rochelle”.
    outer = i if named is not None and named.start == i else skip_determiners(view, i, limit)
    head = through(view, outer, limit) if outer < limit else limit
    if head >= limit or _figurative(view, head):
        return
    mention = view.mention_at.get(head)
    if mention is not None and mention.label_ in {"TOPIC", "DATE"}:
        return
    if mention is not None and head > outer and region_at(view, outer):
        yield Slot(head, mention.end, "LOC", "place.region")
        yield from further_towns(view, mention.end, limit, "place.region")
        return
    if mention is not None and head > outer and mention.start < head and mention.label_ == "LOC":
        yield Slot(head, mention.end, "LOC", "place.town")
        return
    if mention is not None and mention.start == head and mention.label_ == "LOC":
        yield from split(view, mention)
        yield from town_after(view, mention.end, limit)
        yield from further_towns(view, mention.end, limit)
        return
    if mention is not None and mention.label_ in {"PER", "ORG"} and _named_place(view, i - 1, mention):
        yield Slot(mention.start, mention.end, None, "place.name")
        yield from further_towns(view, mention.end, limit)
        return
    noun = venue_head(view, head, limit)
    if noun is not None:
        yield from _venue_at(view, i, head, noun, limit)
    elif mention is None and not is_venue(view, head) and view.doc[head].text[0].isupper():
        yield from _unknown(view, i, head, limit, placed=head > outer)


def _venue_at(view: View, i: int, start: int, noun: int, limit: int) -> Iterator[Slot]:
    """The venue that begins at `start` with its noun at `noun`, behind a preposition before token `i`."""
    if lower(view.doc[i - 1]) == "en":
        return
    end = venue_end(view, noun, limit)
    inner = inner_venue(view, noun, end)
    found = list(venue(view, inner if inner > noun else start, end, limit))
    if len(found) > 1 or not _any_of_several(view, start, inner, end):
        yield from found


def _any_of_several(view: View, start: int, noun: int, end: int) -> bool:
    """Whether a venue is any of several that nothing counts or names: “dans les écoles”."""
    counted = start > 0 and view.doc[start - 1].pos_ == "NUM"
    named = any(view.doc[k].text[0].isupper() for k in range(noun, end))
    return not counted and not named and rules().several.fullmatch(lower(view.doc[noun])) is not None


def _unknown(view: View, i: int, head: int, limit: int, *, placed: bool) -> Iterator[Slot]:
    """A name that is no mention, where only a place can stand; `placed` if words for a town are before it."""
    end = _capitalised(view, head, limit)
    named = rules().venue_ends.fullmatch(lower(view.doc[end - 1])) is not None
    article = head == i + 1 and view.doc[i].text in _CAPITAL_ARTICLES
    bare = (head == i or article) and lower(view.doc[i - 1]) == "à"
    if bare or named or placed or countries_of(view.text(head, end)):
        yield Slot(i if article and bare else head, end, "LOC" if placed else None, "place.name")


def _figurative(view: View, head: int) -> bool:
    """Whether a school is a manner of speaking: “à l'école du compost”."""
    match = rules().figurative.match(view.folded, view.doc[head].idx)
    return match is not None and view.whole[match.end() : match.end() + 2].strip()[:1].islower()


def _named_place(view: View, at: int, name: Span) -> bool:
    """Whether a place was taken for a name: one behind a day and “à” (“hier à Menzel Bourguiba”), or a “Palm-Club”."""
    before = view.mention_at.get(at - 1)
    behind_day = before is not None and before.label_ == "DATE" and before.end == at
    if is_venue(view, name.start):
        return False
    return (lower(view.doc[at]) == "à" and behind_day) or rules().venue_ends.fullmatch(
        lower(view.doc[name.end - 1])
    ) is not None


def _capitalised(view: View, start: int, limit: int) -> int:
    """The end of the run of capitalised words at `start`, hyphenated ones whole."""
    i = start + 1
    while i < limit and view.mention_at.get(i) is None:
        glued = not view.doc[i - 1].whitespace_ and view.doc[i].text in {"-", "'", "’"}
        if not (glued or view.doc[i - 1].text in {"-", "'", "’"} or view.doc[i].text[0].isupper()):
            break
        i += 1
    return i


def _host(view: View, sentence: Sentence, host: re.Match[str]) -> list[Slot]:
    """The venue or town that opens the sentence before the verb `host`, or follows the last dash or colon there."""
    limit = view.token_at(host.start())
    marks = (k + 1 for k in range(limit - 1, sentence.start, -1) if view.words[k] in _MARKS)
    commas = (k + 1 for k in range(sentence.start, limit - 1) if _opens_subject(view, k))
    opening = _CLEFT.match(view.folded, sentence.start_char)
    first = view.token_at(opening.end()) if opening else sentence.start
    starts = (first, next(marks, sentence.start), *commas)
    return next((found for start in starts if (found := list(_host_at(view, start, limit)))), [])


def _opens_subject(view: View, comma: int) -> bool:
    """Whether a venue with its article, or a town, stands behind the comma: “Du 3 au 5 mai, le gymnase X a …”."""
    first, mention = comma + 1, view.mention_at.get(comma + 1)
    if view.words[comma] != ",":
        return False
    town = mention is not None and mention.label_ == "LOC" and mention.start == first
    return town or (lower(view.doc[first]) in _ARTICLES and is_venue(view, first + 1))


def _host_at(view: View, start: int, limit: int) -> Iterator[Slot]:
    outer = skip_determiners(view, start, limit)
    head = through(view, outer, limit) if outer < limit else limit
    mention = view.mention_at.get(head)
    if mention is not None and mention.label_ == "LOC":
        yield Slot(head, mention.end, "LOC", "place.host")
        yield from town_after(view, mention.end, limit)
    elif head < limit and is_venue(view, head):
        end = venue_end(view, head, limit)
        inner = inner_venue(view, head, end)
        yield Slot(inner, end, label(view, inner, end), "place.host")
        yield from town_after(view, end, limit)


def _elsewhere(view: View, sentence: Sentence, i: int) -> bool:
    before = view.folded[max(sentence.start_char, view.doc[i].idx - _BEFORE) : view.doc[i].idx].rstrip()
    return any(match.end() == len(before) for match in rules().elsewhere.finditer(before))


def _of_person(view: View, sentence: Sentence, i: int) -> bool:
    """Whether the preposition at `i` says where a named person works or lives: “Awa Sy, savonnière | à Bohicon”."""
    start = next((k + 1 for k in range(i - 1, sentence.start, -1) if view.words[k] in _ASIDE), 0)
    person = view.mention_at.get(start - 2) if start > sentence.start + 1 else None
    if person is None or person.label_ != "PER" or person.end != start - 1 or start >= i:
        return False
    aside = view.doc[start:i]
    told = any("Fin" in verb_form(token) or "Inf" in verb_form(token) for token in aside)
    dated = any(view.mention_at[k].label_ == "DATE" for k in range(start, i) if k in view.mention_at)
    head = view.doc[skip_determiners(view, start, i)]
    return not (told or dated) and head.pos_ in {"NOUN", "ADJ", "VERB"} and head.text[0].islower()
