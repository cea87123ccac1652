"""Names and unnamed bodies beside a cue: coordinated ones after it, the subject before it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.assembly.cues import Cue
from pipeline.assembly.namelists import after_name, is_title
from pipeline.assembly.patterns import compile_pattern
from pipeline.assembly.people import read_people
from pipeline.assembly.phrase_rules import rules
from pipeline.assembly.phrase_words import is_people, over_circumstance, skip_determiners
from pipeline.assembly.phrases import noun_phrase
from pipeline.assembly.slots import Slot
from pipeline.assembly.view import Sentence, View, lower, verb_form

_MOST = 8
# How many common nouns may introduce a name: “la direction générale | X”.
_INTRODUCTION = 3
_NAMES = frozenset({"ORG", "PER", "LOC"})
_JOIN = re.compile(
    r"(?:\s|,|;|et|ainsi que|puis|avec|l'|la|le|les|de|du|d'|des|-|\(|\)|m\.|mme|mlle|me|dr|pr|son|sa|\")*$"
)
_CLITICS = frozenset({"le", "la", "l'", "les", "leur", "y", "en", "nous", "lui"})
# Between two names that share a verb, the first one's function may stand.
_FUNCTION_BETWEEN = re.compile(
    r"\s*,\s[^,.;:!?«»()]{2,70},?\s+(?:et|ainsi que)\s+(?:l'|la |le |m\. |mme |mlle |me |dr |pr )*$"
)


def names_from(view: View, i: int, limit: int, cue: Cue) -> list[Slot]:
    """The names, or the phrases that the cue accepts, coordinated from token `i` on."""
    slots: list[Slot] = []
    while i < limit and len(slots) < _MOST:
        slot = _next_name(view, i, limit, cue, first=not slots)
        if slot is None:
            break
        if not (slots and _alias(view, slots[-1], slot)):
            slots.append(slot)
        i = after_name(view, slot, limit)
        if i < 0:
            break
    return slots[1:] if _announces(slots) else slots


def _announces(slots: list[Slot]) -> bool:
    """Whether the first description only counts the persons named after it: “deux stylistes, A et B”."""
    named = [slot for slot in slots[1:] if slot.label == "PER"]
    return bool(named) and slots[0].count == len(named) == len(slots) - 1


def _next_name(view: View, i: int, limit: int, cue: Cue, *, first: bool) -> Slot | None:
    """The name at or shortly after token `i`, or the phrase there if the cue accepts phrases."""
    while i < limit and (
        view.doc[i].is_space
        or view.doc[i].text in {":", ",", "«", "“", '"', "-", "–", "•"}
        or is_title(view, i)
    ):
        i += 1
    i = over_circumstance(view, i, limit)
    head = skip_determiners(view, i, limit)
    while head < limit and is_title(view, head):
        head += 1
    end = noun_phrase(view, head, limit, people=True)
    wanted = frozenset(cue.accept) - {"NP", "BODY"} or _NAMES - {"LOC"}
    mention = next(
        (
            m
            for k in range(head, min(max(end, head + 1), limit))
            if (m := view.mention_at.get(k)) and m.label_ in wanted
        ),
        None,
    )
    quantity = read_people(view, i, limit)
    described = cue.people and not (mention and introduces(view, head, mention.start))
    if described and quantity and quantity.described and is_people(view, head, end):
        return quantity
    phrases = not cue.accept or "NP" in cue.accept
    if mention is not None and phrases and not introduces(view, head, mention.start):
        mention = None
    if mention is not None:
        return Slot(mention.start, mention.end, mention.label_, "")
    if not phrases and "BODY" in cue.accept and is_body(view, head) and end > head:
        return named(view, head, end)
    if not phrases:
        return _apposed(view, head, limit, wanted) if first else None
    if (
        end > head
        and (first or "NP" in cue.accept or is_people(view, head, end))
        and view.doc[head].pos_ in {"NOUN", "PROPN", "ADJ", "X", "NUM"}
    ):
        short = "NP" in cue.accept
        return named(view, head, end) if _acts(view, head, end, short=short) else None
    return None


def introduces(view: View, head: int, start: int) -> bool:
    """Whether a name at `start` is what the phrase at `head` introduces (“l'association | X”), not its complement."""
    between = [lower(token) for token in view.doc[head:start]]
    return not any(word in {"de", "d'", "du", "des", "à", "au", "en"} for word in between)


def _apposed(view: View, i: int, limit: int, wanted: frozenset[str]) -> Slot | None:
    """A name within a few words, no verb between: “selon le formateur principal, M. X”."""
    for k in range(i, min(limit, i + 8)):
        mention = view.mention_at.get(k)
        if mention is not None and mention.label_ in wanted:
            return Slot(mention.start, mention.end, mention.label_, "")
        verb = view.doc[k].pos_ in {"VERB", "AUX"} and "Past" not in view.doc[k].morph.get("Tense", [])
        if verb or view.doc[k].text in {".", ";", "«"}:
            return None
    return None


def _alias(view: View, before: Slot, slot: Slot) -> bool:
    """Whether `slot` only repeats the one before in parentheses, as an acronym."""
    return (
        view.folded[
            view.doc[before.end - 1].idx + len(view.doc[before.end - 1]) : view.doc[slot.start].idx
        ].strip()
        == "("
    )


def _acts(view: View, start: int, end: int, *, short: bool = False) -> bool:
    """Whether an unnamed phrase can be an actor: a body or people, never the event itself or a thing.

    `short`: one capitalised noun is enough (“entre la Société des eaux et | l'École”).
    """
    titled = view.doc[start].text[0].isupper() and start > view.sentence_of(start).start
    noun = short and view.doc[start].pos_ in {"NOUN", "PROPN"}
    return is_body(view, start) or is_people(view, start, end) or (titled and (end - start > 1 or noun))


def is_body(view: View, i: int) -> bool:
    """Whether the token is a noun for bodies: “l'association”, “la mairie”."""
    return compile_pattern("{body}").fullmatch(lower(view.doc[i])) is not None


def named(view: View, start: int, end: int) -> Slot:
    """The token span as a slot, with its label if it is exactly a mention."""
    mention = view.mention_at.get(start)
    if mention is not None and mention.start == start and mention.end == end and mention.label_ in _NAMES:
        return Slot(start, end, mention.label_, "")
    return Slot(start, end, None, "")


def subject_names(view: View, sentence: Sentence, limit: int, cue: Cue) -> list[Slot]:
    """The nearest names before token `limit` that no preposition governs, coordinated ones included."""
    wanted = frozenset(cue.accept) or frozenset({"ORG", "PER"})
    found: list[Slot] = []
    i = limit - 1
    while i >= sentence.start:
        mention = view.mention_at.get(i)
        if mention is None:
            if not found and view.doc[i].text in {";", ":"}:
                break
            i -= 1
            continue
        if (
            mention.label_ in wanted
            and not _governed(view, sentence, mention.start)
            and not _in_parentheses(view, mention.start)
        ):
            if found and not _joined(view, mention.end, found[0].start):
                break
            found.insert(0, Slot(mention.start, mention.end, mention.label_, ""))
        elif found and not _in_parentheses(view, mention.start):
            break
        i = mention.start - 1
    return _without_seat(view, sentence, found)


def speaker_before(view: View, sentence: Sentence, wanted: tuple[str, ...]) -> list[Slot]:
    """The name behind the verb of speech in the sentence before: “…», lâche | X |, muretier. | Il dirige …”."""
    if sentence.index == 0:
        return []
    last = view.sentences[sentence.index - 1]
    for i in range(last.start, last.end):
        mention = view.mention_at.get(i)
        if mention is not None and mention.label_ in wanted and mention.label_ == "PER":
            return [Slot(mention.start, mention.end, "PER", "")] if _said_by(view, mention.start) else []
    return []


def _said_by(view: View, start: int) -> bool:
    """Whether the name at `start` follows a verb right after a quotation."""
    verb = max(start - _INTRODUCTION, 0)
    return any(view.doc[k].text in {"»", "”", '"'} for k in range(max(verb - 3, 0), start)) and any(
        view.doc[k].pos_ == "VERB" for k in range(verb, start)
    )


def _over_town(view: View, i: int) -> int:
    """The token after the town that a body's name is followed by: “Université Y | d'Aflou |, a organisé”."""
    town = view.mention_at.get(i + 1)
    place = town is not None and town.label_ == "LOC" and town.start == i + 1
    return town.end if town is not None and place and lower(view.doc[i]) in {"de", "d'"} else i


def _without_seat(view: View, sentence: Sentence, found: list[Slot]) -> list[Slot]:
    """The subject, not the body between commas that it belongs to: “le Laboratoire X, | Université Y |, a organisé”."""
    if len(found) != 1 or found[0].start <= sentence.start:
        return found
    if view.doc[_over_town(view, found[0].end)].text != ",":
        return found
    if view.doc[found[0].start - 1].text != "," or found[0].label != "ORG":
        return found
    for i in range(sentence.start, found[0].start - 1):
        mention = view.mention_at.get(i)
        if mention is not None and mention.label_ == "ORG" and not _governed(view, sentence, mention.start):
            return [Slot(mention.start, mention.end, mention.label_, "")]
    return found


def relative(view: View, sentence: Sentence, limit: int) -> bool:
    """Whether “qui” is the subject of the verb at token `limit`, or stands there: “qui | a …”, “qui les | forme”."""
    opening = view.doc[min(limit, len(view.doc) - 1)]
    i = limit - 1
    while i > sentence.start and lower(view.doc[i]) in _CLITICS:
        i -= 1
    return i >= sentence.start and "qui" in {lower(view.doc[i]), lower(opening)}


def antecedent(view: View, sentence: Sentence, limit: int, cue: Cue) -> list[Slot]:
    """The name that a relative “qui” right before the verb stands for: “pour M. X, qui a …”."""
    if not relative(view, sentence, limit):
        return []
    wanted = frozenset(cue.accept) or frozenset({"ORG", "PER"})
    for i in range(limit - 1, max(sentence.start, limit - 8) - 1, -1):
        mention = view.mention_at.get(i)
        if mention is not None and mention.label_ in wanted:
            return _with_those_before(view, sentence, Slot(mention.start, mention.end, mention.label_, ""))
    return []


def _with_those_before(view: View, sentence: Sentence, last: Slot) -> list[Slot]:
    """A person and those coordinated before: “deux artisans, | A et B |, qui …”."""
    found = [last]
    while last.label == "PER":
        before = next(
            (m for k in range(found[0].start - 1, sentence.start - 1, -1) if (m := view.mention_at.get(k))),
            None,
        )
        if before is None or before.label_ != "PER" or not _joined(view, before.end, found[0].start):
            break
        found.insert(0, Slot(before.start, before.end, "PER", ""))
    return found


def _joined(view: View, end: int, start: int) -> bool:
    """Whether only a coordination stands between two names."""
    between = view.folded[view.doc[end - 1].idx + len(view.doc[end - 1]) : view.doc[start].idx]
    between = re.sub(r"\([^)]{1,20}\)", "", between)
    plain = _JOIN.match(between) is not None and bool(re.search(r",|et|[-–]", between))
    return plain or _FUNCTION_BETWEEN.match(between) is not None


def _noun(view: View, start: int, end: int) -> int:
    """The first token from `start` on that is no numeral or adjective: the noun of “trois jeunes chercheurs”."""
    while start < end - 1 and view.doc[start].pos_ in {"NUM", "ADJ"}:
        start += 1
    return start


def _governed(view: View, sentence: Sentence, start: int) -> bool:
    """Whether a preposition stands before the name at `start`, its determiners and generic head noun skipped."""
    i = start - 1
    steps = 0
    while (
        i >= sentence.start
        and steps < _INTRODUCTION
        and (
            view.doc[i].pos_ in {"DET", "NOUN", "ADJ"}
            or is_title(view, i)
            or lower(view.doc[i]) in {"l'", "la", "le", "les"}
        )
    ):
        steps += view.doc[i].pos_ == "NOUN"
        i -= 1
    if i < sentence.start:
        return False
    if lower(view.doc[i]) in {"de", "d'", "du", "des"}:
        return True
    text = view.folded[max(sentence.start_char, view.doc[i].idx - 25) : view.doc[i].idx + len(view.doc[i])]
    return any(m.end() == len(text) for m in compile_pattern("{oblique}").finditer(text))


def _in_parentheses(view: View, start: int) -> bool:
    return start > 0 and view.doc[start - 1].text == "("


def _subject_starts(view: View, sentence: Sentence, limit: int) -> Iterator[int]:
    """Where the subject of the verb at `limit` may begin, the nearest first: behind “et”, and at the clause's start."""
    for i in range(limit - 1, sentence.start - 1, -1):
        word = lower(view.doc[i])
        if word == "et":
            yield i + 1
        elif word in {",", ";", ":", "(", "«", "»", "que", "qu'", "qui"}:
            yield i + 1
            return
    yield sentence.start


def _phrase_end(view: View, start: int, limit: int) -> int:
    return noun_phrase(view, skip_determiners(view, start, limit), limit, people=True)


def subject_phrase(view: View, sentence: Sentence, limit: int) -> Slot | None:
    """A noun phrase that opens the clause of the verb at `limit`, without the acronym in brackets behind it."""
    if view.doc[limit - 1].text == ")":
        limit = next((i for i in range(limit - 2, sentence.start, -1) if view.doc[i].text == "("), limit)
    starts = list(_subject_starts(view, sentence, limit))
    # “la Chambre des mines et métaux | a ouvert”: a phrase that runs over an “et” up to the verb is one.
    whole = (s for s in reversed(starts) if _phrase_end(view, s, limit) == limit)
    start = next(whole, starts[0])
    head = skip_determiners(view, start, limit)
    end = noun_phrase(view, head, limit, people=True)
    opens = (
        head < limit
        and view.doc[head].pos_ in {"NOUN", "PROPN", "NUM"}
        and not rules().adjunct.match(view.folded, view.doc[start].idx)
    )
    finite = any(
        view.doc[k].pos_ in {"VERB", "AUX"} and "Fin" in verb_form(view.doc[k]) for k in range(end, limit)
    )
    acts = end > head and _acts(view, _noun(view, head, end), end)
    return named(view, head, end) if opens and acts and not finite else None
