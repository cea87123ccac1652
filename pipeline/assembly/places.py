"""Where an event takes place: the venue and the town that a sentence gives."""

from __future__ import annotations

import re
from collections.abc import Iterator

from spacy.tokens import Span

from pipeline.assembly.facts import rules
from pipeline.assembly.parties import over_circumstances
from pipeline.assembly.phrases import skip_determiners
from pipeline.assembly.slots import Slot
from pipeline.assembly.view import Sentence, View, lower
from pipeline.countries import countries_of

_BEFORE = 28
_MARKS = frozenset({":", "-", "–", "—"})
_ARTICLES = frozenset({"le", "la", "l'", "les"})
_OF = frozenset({"de", "d'", "du", "des"})


def places(view: View, sentence: Sentence) -> list[Slot]:
    """The places where `sentence` says that something happens: venue, then town."""
    found: list[Slot] = []
    host = rules().hosts.search(view.folded, sentence.start_char, sentence.end_char)
    if host:
        found += _host(view, sentence, host)
    for match in rules().visited.finditer(view.folded, sentence.start_char, sentence.end_char):
        if view.doc[view.token_at(match.end() - 1)].pos_ == "VERB":
            start = over_circumstances(view, view.token_at(match.end()), sentence.end)
            found += [slot for slot in _place_at(view, start, sentence.end) if slot not in found]
    for i in range(sentence.start, sentence.end):
        if not rules().at.fullmatch(lower(view.doc[i])) or view.doc[i].pos_ in {"VERB", "AUX"}:
            continue
        if _elsewhere(view, sentence, i):
            continue
        found += [slot for slot in _place_at(view, i + 1, sentence.end) if slot not in found]
    found += [slot for slot in _behind_date(view, sentence) if slot not in found]
    return [slot for slot in found if not rules().regions.fullmatch(view.folded, *_chars(view, slot))]


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
    head = _through(view, skip_determiners(view, i, limit), limit)
    if head >= limit or _figurative(view, head):
        return
    mention = view.mention_at.get(head)
    if mention is not None and mention.label_ in {"TOPIC", "DATE"}:
        return
    if mention is not None and mention.start == head and mention.label_ == "LOC":
        yield from _split(view, mention)
        yield from _town_after(view, mention.end, limit)
        return
    if mention is not None and mention.label_ in {"PER", "ORG"} and _named_place(view, i - 1, mention):
        yield Slot(mention.start, mention.end, None, "place.name")
        return
    if _is_venue(view, head):
        if lower(view.doc[i - 1]) == "en":
            return
        end = _venue_end(view, head, limit)
        yield from _venue(view, _inner_venue(view, head, end), end, limit)
    elif mention is None and view.doc[head].text[0].isupper():
        end = _capitalised(view, head, limit)
        named = rules().venue_ends.fullmatch(lower(view.doc[end - 1])) is not None
        bare = head == i and lower(view.doc[i - 1]) == "à"
        if bare or named or countries_of(view.text(head, end)):
            yield Slot(head, end, None, "place.name")


def _through(view: View, head: int, limit: int) -> int:
    """Where the place proper begins: “au niveau de | l'auberge”, “dans la commune de | Sokodé”."""
    of = head + 1
    if of + 1 < limit and lower(view.doc[of]) in _OF and rules().through.fullmatch(lower(view.doc[head])):
        inner = skip_determiners(view, of + 1, limit)
        mention = view.mention_at.get(inner)
        placed = mention is not None and mention.label_ == "LOC" and mention.start == inner
        if placed or (inner < limit and _is_venue(view, inner)):
            return inner
    return head


def _figurative(view: View, head: int) -> bool:
    """Whether a school is a manner of speaking: “à l'école du compost”."""
    match = rules().figurative.match(view.folded, view.doc[head].idx)
    return match is not None and view.whole[match.end() : match.end() + 2].strip()[:1].islower()


def _named_place(view: View, at: int, name: Span) -> bool:
    """Whether a place was taken for a name: one behind a day and “à” (“hier à Menzel Bourguiba”), or a “Palm-Club”."""
    before = view.mention_at.get(at - 1)
    behind_day = before is not None and before.label_ == "DATE" and before.end == at
    return (lower(view.doc[at]) == "à" and behind_day) or rules().venue_ends.fullmatch(
        lower(view.doc[name.end - 1])
    ) is not None


def _venue(view: View, start: int, end: int, limit: int) -> Iterator[Slot]:
    """A venue, and its town: inside the span (“hôtel Splendide | de Lomé”) or right after it."""
    of_town = rules().of_town.fullmatch(lower(view.doc[start])) is not None
    for k in range(end - 2, start, -1) if not of_town else ():
        town = view.doc[k + 1].text[0].isupper() and lower(view.doc[k]) in {"de", "d'", "à"}
        if town and not rules().no_town.match(lower(view.doc[k + 1])):
            if not rules().through.fullmatch(lower(view.doc[start])):
                yield Slot(start, k, _label(view, start, k), "place.venue")
            yield Slot(k + 1, end, "LOC", "place.town")
            return
    yield Slot(start, end, _label(view, start, end), "place.venue")
    yield from _town_after(view, end, limit)


def _capitalised(view: View, start: int, limit: int) -> int:
    """The end of the run of capitalised words at `start`, hyphenated ones whole."""
    i = start + 1
    while i < limit and view.mention_at.get(i) is None:
        glued = not view.doc[i - 1].whitespace_ and view.doc[i].text in {"-", "'", "’"}
        if not (glued or view.doc[i - 1].text in {"-", "'", "’"} or view.doc[i].text[0].isupper()):
            break
        i += 1
    return i


def _split(view: View, mention: Span) -> Iterator[Slot]:
    """A place mention, or the venue and the town of one that holds both: “hôtel Splendide | de Lomé”."""
    venue = _is_venue(view, mention.start)
    for k in range(mention.end - 2, mention.start + 1, -1) if venue else ():
        if lower(view.doc[k]) in {"de", "d'", "à"} and view.doc[k + 1].text[0].isupper():
            yield Slot(mention.start, k, None, "place.venue")
            yield Slot(k + 1, mention.end, "LOC", "place.town")
            return
    yield Slot(mention.start, mention.end, "LOC", "place.location")


def _venue_end(view: View, head: int, limit: int) -> int:
    """The end of a venue's name: it stops before the town that it stands in."""
    i = head + 1
    while i < limit:
        token = view.doc[i]
        mention = view.mention_at.get(i)
        if (mention is not None and mention.label_ == "DATE") or lower(token) in {"un", "une"}:
            break
        if lower(token) in {"de", "d'", "du", "des"} and i + 1 < limit:
            nxt = view.mention_at.get(skip_determiners(view, i + 1, limit))
            if (
                nxt is not None
                and nxt.label_ == "LOC"
                and (nxt.start == i + 1 or not _is_venue(view, nxt.start))
            ):
                break
        elif token.pos_ not in {"NOUN", "PROPN", "ADJ", "X", "NUM", "DET"} and token.text not in {
            "-",
            "'",
            "’",
            "«",
            "»",
            "“",
            "”",
        }:
            break
        i += 1
    while i > head + 1 and (
        view.doc[i - 1].pos_ in {"ADP", "DET"} or view.doc[i - 1].is_space or view.doc[i - 1].text in "-«“"
    ):
        i -= 1
    return i


def _inner_venue(view: View, head: int, end: int) -> int:
    """“salle de conférence de | l'hôtel X”: the named inner venue is the place."""
    for k in range(end - 1, head, -1):
        named = any(view.doc[j].text[0].isupper() for j in range(k, end))
        town = (
            view.mention_at.get(k) is not None
            and view.words[k][0].isupper()
            and lower(view.doc[k - 1]) in _OF
        )
        if _is_venue(view, k) and named and not town and view.doc[k - 1].pos_ in {"ADP", "DET"}:
            return k
    return head


def _town_after(view: View, i: int, limit: int) -> Iterator[Slot]:
    """The town right after a venue: “de Lomé”, “, à Bohicon”, “(Lomé)”."""
    for k in range(i, min(limit, i + 4)):
        mention = view.mention_at.get(k)
        if mention is not None and mention.label_ == "LOC":
            inner = (j for j in range(max(k, mention.start), mention.end) if view.doc[j].text[0].isupper())
            yield Slot(next(inner, mention.start), mention.end, "LOC", "place.town")
            return
        if lower(view.doc[k]) not in {"de", "d'", "du", "à", "au", ",", "(", "la", "l'", "le", "-"}:
            return


def _host(view: View, sentence: Sentence, host: re.Match[str]) -> list[Slot]:
    """The venue or town that opens the sentence before the verb `host`, or follows the last dash or colon there."""
    limit = view.token_at(host.start())
    marks = (k + 1 for k in range(limit - 1, sentence.start, -1) if view.words[k] in _MARKS)
    commas = (k + 1 for k in range(sentence.start, limit - 1) if _opens_subject(view, k))
    starts = (sentence.start, next(marks, sentence.start), *commas)
    return next((found for start in starts if (found := list(_host_at(view, start, limit)))), [])


def _opens_subject(view: View, comma: int) -> bool:
    """Whether a venue with its article stands behind the comma at a token: “Du 3 au 5 mai, le gymnase X a …”."""
    first = comma + 1
    return view.words[comma] == "," and lower(view.doc[first]) in _ARTICLES and _is_venue(view, first + 1)


def _host_at(view: View, start: int, limit: int) -> Iterator[Slot]:
    head = skip_determiners(view, start, limit)
    mention = view.mention_at.get(head)
    if mention is not None and mention.label_ == "LOC":
        yield Slot(mention.start, mention.end, "LOC", "place.host")
        yield from _town_after(view, mention.end, limit)
    elif head < limit and _is_venue(view, head):
        end = _venue_end(view, head, limit)
        inner = _inner_venue(view, head, end)
        yield Slot(inner, end, _label(view, inner, end), "place.host")
        yield from _town_after(view, end, limit)


def _is_venue(view: View, token: int) -> bool:
    return rules().venues.fullmatch(lower(view.doc[token])) is not None


def _label(view: View, start: int, end: int) -> str | None:
    mention = view.mention_at.get(start)
    return mention.label_ if mention is not None and (mention.start, mention.end) == (start, end) else None


def _elsewhere(view: View, sentence: Sentence, i: int) -> bool:
    before = view.folded[max(sentence.start_char, view.doc[i].idx - _BEFORE) : view.doc[i].idx].rstrip()
    return any(match.end() == len(before) for match in rules().elsewhere.finditer(before))
