"""The place in the lines of an announcement: “Lieu : Espace Vauban, 6 quai X, Bayonne”, “Lomé, du 8 au 12 mai”."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.assembly.facts import rules
from pipeline.assembly.phrase_words import skip_determiners
from pipeline.assembly.slots import Slot
from pipeline.assembly.venues import is_venue, label, through, venue, venue_end
from pipeline.assembly.view import Sentence, View

# What parts the venue, the street and the town of an address.
_PARTS = re.compile(r"\s*(?:[,;|•(]|\s[-–—]\s|\.(?=\s|$))\s*")
_POSTCODE = re.compile(r"(?:[a-z]{1,2}-)?\d{4,5}\s+")
_AT = re.compile(r"(?:à|au|aux|en|dans|chez)\s+")
# A venue and at most two places around it, in so many parts of an address.
_MOST_PARTS, _MOST = 5, 3
_UP_TO_DAYS = re.compile(r" ?[,:–-] ?(?:du|les|le)? ?")
_SEVERAL_DAYS = re.compile(r"\d{4}-\d\d-\d\d/\d{4}-\d\d-\d\d|XXXX-\d\d-\d\d/")


def labelled_place(view: View, sentences: list[Sentence]) -> list[Slot]:
    """The place that a line with its label gives (“Lieu : …”, “Où ?” above a line); empty where there is none."""
    for n, sentence in enumerate(sentences):
        match = rules().place_label.match(view.folded, sentence.start_char, sentence.end_char)
        if match is None:
            continue
        start, end = match.end(), sentence.end_char
        start += len(view.whole[start:end]) - len(view.whole[start:end].lstrip())
        if start >= end and n + 1 < len(sentences):
            start, end = sentences[n + 1].start_char, sentences[n + 1].end_char
        if found := list(_address(view, start, end)):
            return found
    return []


def headed_place(view: View, sentence: Sentence) -> Iterator[Slot]:
    """The town before the days of an announcement, on a line of its own: “Lomé, du 15 au 19 juillet 2024”.

    A town before a single day may be a dateline, which tells where a text was written.
    """
    town = view.mention_at.get(sentence.start)
    if town is None or town.label_ != "LOC" or not view.begins_line(sentence):
        return
    last = sentence.end - 1 if view.words[sentence.end - 1] != "." else sentence.end - 2
    date = view.mention_at.get(last)
    if date is None or date.label_ != "DATE" or not _SEVERAL_DAYS.match(str(date._.date["timex"])):
        return
    if _UP_TO_DAYS.fullmatch(view.folded, town.end_char, date.start_char):
        yield Slot(town.start, town.end, "LOC", "place.headed")


def _address(view: View, start: int, end: int) -> Iterator[Slot]:
    """The venue and the towns of the address in a stretch of text."""
    found, at = 0, start
    cuts = [*((m.start(), m.end()) for m in _PARTS.finditer(view.whole, start, end)), (end, end)]
    for stop, after in cuts[:_MOST_PARTS]:
        for slot in _part(view, at, stop, first=not found):
            found += 1
            yield slot
        if found >= _MOST or view.whole[stop : stop + 1] == ".":
            return
        at = after


def _part(view: View, start: int, end: int, *, first: bool) -> Iterator[Slot]:
    """The venue and town in one part of an address; a street or a floor is neither."""
    for lead in (_AT, _POSTCODE):
        match = lead.match(view.folded, start, end)
        start = match.end() if match else start
    if start >= end or rules().street.match(view.folded, start, end):
        return
    limit = view.token_at(end - 1) + 1
    i = view.token_at(start)
    mention = view.mention_at.get(i)
    if mention is None or mention.start != i:
        i = through(view, skip_determiners(view, i, limit), limit)
    if i >= limit:
        return
    mention = view.mention_at.get(i)
    if mention is not None and mention.label_ == "DATE":
        return
    if is_venue(view, i):
        yield from (slot for slot in venue(view, i, venue_end(view, i, limit), limit) if slot.start < limit)
    elif view.whole[view.doc[i].idx].isupper():
        town = label(view, i, limit) == "LOC" or not first
        yield Slot(i, limit, "LOC" if town else None, "place.town" if town else "place.venue")
