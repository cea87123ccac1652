"""How far a venue's name reaches, and which town it stands in: “salle de réunion de | l'hôtel Splendide | de Lomé”."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Span

from pipeline.assembly.facts import rules
from pipeline.assembly.phrase_words import skip_determiners
from pipeline.assembly.slots import Slot
from pipeline.assembly.view import View, lower

OF = frozenset({"de", "d'", "du", "des"})
_QUOTES = frozenset({"-", "'", "’", "«", "»", "“", "”"})
_IN_NAMES = frozenset({"NOUN", "PROPN", "ADJ", "X", "NUM", "DET"})
# A town stands at most so many tokens behind its venue.
_FAR = 5
_TO_FURTHER = frozenset({"à", "au", "aux", "de", "du", "d'", "la", "l'", "le", "en"})
_TO_TOWN = frozenset({"de", "d'", "du", "à", "au", ",", "(", "la", "l'", "le", "-"})


def is_venue(view: View, token: int) -> bool:
    """Whether a token is a noun for a venue."""
    return rules().venues.fullmatch(lower(view.doc[token])) is not None


def venue_head(view: View, i: int, limit: int) -> int | None:
    """The noun of the venue that begins at token `i`, behind an adjective (“l'ancien | moulin”); None for no venue."""
    head = i + 1 if i + 1 < limit and rules().venue_adjectives.fullmatch(lower(view.doc[i])) else i
    if not is_venue(view, head) or rules().no_venue.match(view.folded, view.doc[head].idx):
        return None
    return head


def through(view: View, head: int, limit: int) -> int:
    """Where the place proper begins: “au niveau de | l'auberge”, “au chef-lieu de la province | Bubanza”."""
    match = rules().through.match(view.folded, view.doc[head].idx)
    if match is None:
        return head
    inner = skip_determiners(view, view.token_at(match.end()), limit)
    if inner <= head or inner >= limit:
        return head
    mention = view.mention_at.get(inner)
    # The names of districts that are no town are taken for bodies as well.
    district = mention is not None and mention.start < inner and region_at(view, head)
    name = view.words[inner]
    capital = mention is None and name[0].isupper() and not name.isupper() and view.words[head][0].islower()
    town = mention is not None and mention.label_ == "LOC" and view.doc[inner].text[0].isupper()
    placed = town or district or capital
    return inner if placed or is_venue(view, inner) else head


def region_at(view: View, i: int) -> bool:
    """Whether the words at token `i` name a district, which is no town: “département de l'Atacora”."""
    return rules().wide.match(view.folded, view.doc[i].idx) is not None


def venue(view: View, start: int, end: int, limit: int) -> Iterator[Slot]:
    """A venue, and its town: inside the span (“hôtel Splendide | de Lomé”) or right after it."""
    of_town = rules().of_town.fullmatch(lower(view.doc[start])) is not None
    for k in range(end - 2, start, -1) if not of_town else ():
        town = view.doc[k + 1].text[0].isupper() and lower(view.doc[k]) in {"de", "d'", "à"}
        if town and not rules().no_town.match(lower(view.doc[k + 1])):
            district = rules().through.match(view.folded, view.doc[start].idx)
            if district is None or view.token_at(district.end()) != k + 1:
                yield Slot(start, k, label(view, start, k), "place.venue")
            yield Slot(k + 1, end, "LOC", "place.town")
            return
    yield Slot(start, end, label(view, start, end), "place.venue")
    yield from town_after(view, end, limit)


def split(view: View, mention: Span) -> Iterator[Slot]:
    """A place mention, or the venue and the town of one that holds both: “hôtel Splendide | de Lomé”."""
    for k in range(mention.end - 2, mention.start + 1, -1) if is_venue(view, mention.start) else ():
        if lower(view.doc[k]) in {"de", "d'", "à"} and view.doc[k + 1].text[0].isupper():
            yield Slot(mention.start, _before_district(view, mention.start, k), None, "place.venue")
            yield Slot(k + 1, mention.end, "LOC", "place.town")
            return
    rule = "place.region" if region_at(view, mention.start) else "place.location"
    yield Slot(mention.start, mention.end, "LOC", rule)


def _before_district(view: View, start: int, end: int) -> int:
    """Where a venue ends before the word for its town: “salle X | du village de Y”."""
    for k in range(start + 1, end):
        if _district(view, k, end + 2):
            return k
    return end


def _district(view: View, i: int, limit: int) -> bool:
    """Whether a word for a town, with its article, and the town's name stand behind “de” at token `i`."""
    inner = skip_determiners(view, i, limit)
    articled = inner > i + 1 or lower(view.doc[i]) == "du"
    if lower(view.doc[i]) not in OF or not articled or inner >= limit:
        return False
    return view.words[inner][0].islower() and through(view, inner, limit) > inner


def venue_end(view: View, head: int, limit: int) -> int:
    """The end of a venue's name: it stops before the town that it stands in."""
    i = head + 1
    if rules().of_town.fullmatch(lower(view.doc[head])) and i + 1 < limit and lower(view.doc[i]) in OF:
        town = view.mention_at.get(i + 1)
        i = town.end if town is not None and town.label_ == "LOC" and town.start == i + 1 else i
    while i < limit:
        token = view.doc[i]
        mention = view.mention_at.get(i)
        if (mention is not None and mention.label_ == "DATE") or lower(token) in {"un", "une"}:
            break
        if lower(token) in OF and i + 1 < limit:
            nxt = view.mention_at.get(skip_determiners(view, i + 1, limit))
            if (
                nxt is not None
                and nxt.label_ == "LOC"
                and (nxt.start == i + 1 or not is_venue(view, nxt.start))
            ):
                break
            if _district(view, i, limit):
                break
        elif (
            token.pos_ not in _IN_NAMES
            and token.text not in _QUOTES
            and not (_named(mention) and token.pos_ != "ADP")
        ):
            break
        i += 1
    while i > head + 1 and (
        view.doc[i - 1].pos_ in {"ADP", "DET"} or view.doc[i - 1].is_space or view.doc[i - 1].text in "-«“"
    ):
        i -= 1
    return i


def _named(mention: Span | None) -> bool:
    """Whether a token is part of a name, whatever its part of speech: “coopérative | El Baraka”."""
    return mention is not None and mention.label_ in {"PER", "ORG"}


def inner_venue(view: View, head: int, end: int) -> int:
    """“salle de conférence de | l'hôtel X”: the named inner venue is the place, but not the body in “locaux de X”."""
    if rules().premises.fullmatch(lower(view.doc[head])):
        return head
    for k in range(end - 1, head, -1):
        named = any(view.doc[j].text[0].isupper() for j in range(k, end))
        town = (
            view.mention_at.get(k) is not None and view.words[k][0].isupper() and lower(view.doc[k - 1]) in OF
        )
        if is_venue(view, k) and named and not town and view.doc[k - 1].pos_ in {"ADP", "DET"}:
            return k
    return head


def town_after(view: View, i: int, limit: int) -> Iterator[Slot]:
    """The town right after a venue: “de Lomé”, “, à Bohicon”, “(Lomé)”, “(ENA) de Bamako”, “de la commune de Kati”.

    Behind several venues there may be several: “dans des lycées de | Mopti, Gao et Kidal”.
    """
    if i + 3 < limit and view.words[i] == "(" and view.words[i + 1].isupper() and view.words[i + 2] == ")":
        i += 3
    k = i
    while k < min(limit, i + _FAR):
        mention = view.mention_at.get(k)
        if mention is not None and _town(view, k, mention):
            if rules().street.match(view.folded, mention.start_char):
                return
            inner = (j for j in range(max(k, mention.start), mention.end) if view.doc[j].text[0].isupper())
            rule = "place.region" if region_at(view, mention.start) else "place.town"
            yield Slot(next(inner, mention.start), mention.end, "LOC", rule)
            yield from further_towns(view, mention.end, limit, rule)
            return
        inner_town = through(view, k, limit)
        if inner_town > k and not is_venue(view, inner_town) and lower(view.doc[k - 1]) in _TO_TOWN:
            k = inner_town
            continue
        if lower(view.doc[k]) not in _TO_TOWN:
            return
        k += 1


def _town(view: View, i: int, mention: Span) -> bool:
    """Whether a mention behind a venue is its town: a place, or a name in one word behind “à”."""
    if mention.label_ == "LOC":
        return True
    named = mention.label_ == "PER" and mention.start == i and len(mention.text.split()) == 1
    return named and lower(view.doc[i - 1]) == "à"


def further_towns(view: View, i: int, limit: int, rule: str = "place.town") -> Iterator[Slot]:
    """The towns coordinated with one that ends before token `i`: “à Mopti | , Ségou et Gao”, “, à Ségou et à Gao”.

    A name of one word that was taken for somebody's or is unknown is a town in their row.
    """
    found: list[Slot] = []
    while i + 1 < limit and lower(view.doc[i]) in {",", "et"}:
        last = lower(view.doc[i]) == "et"
        start = i + 1
        while start + 1 < limit and lower(view.doc[start]) in _TO_FURTHER and not _begins(view, start):
            start += 1
        end = _town_end(view, start, limit)
        if end is None:
            return
        found.append(Slot(start, end, "LOC", rule))
        if last:
            yield from found
            return
        i = end


def _begins(view: View, i: int) -> bool:
    """Whether a mention begins at token `i`: “et | La Rochelle”."""
    mention = view.mention_at.get(i)
    return mention is not None and mention.start == i


def _town_end(view: View, i: int, limit: int) -> int | None:
    """The end of the town at token `i`; None where none is."""
    mention = view.mention_at.get(i)
    if mention is not None and mention.label_ == "LOC":
        return mention.end if mention.start == i else None
    end = mention.end if mention is not None else i + 1
    if mention is None:
        while end < limit and not view.doc[end - 1].whitespace_ and view.doc[end].text[0] in "-'’":
            end += 2
    word = view.text(i, end)
    capital = word[0].isupper() and not word.isupper() and " " not in word
    return end if capital and (mention is None or mention.label_ == "PER") else None


def label(view: View, start: int, end: int) -> str | None:
    """The label of the mention with exactly these bounds."""
    mention = view.mention_at.get(start)
    return mention.label_ if mention is not None and (mention.start, mention.end) == (start, end) else None
