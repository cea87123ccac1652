"""What a cue's neighbourhood offers to fill a role: names, phrases, descriptions of people."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from pipeline.assembly.cues import Cue
from pipeline.assembly.patterns import compile_pattern
from pipeline.assembly.phrases import coordinated, is_people, noun_phrase, rules, skip_determiners
from pipeline.assembly.quantities import read_quantity
from pipeline.assembly.view import Sentence, View, lower, verb_form
from pipeline.countries import countries_of

_MOST = 8
# A general noun alone (“participants”), besides its count, does not say who they are.
_BARE = 1
# “remis à | 64 jeunes filles du quartier | formées en couture”: how many words a qualified noun phrase may have.
_QUALIFIED = 9
# How many common nouns may introduce a name: “la direction générale | X”.
_INTRODUCTION = 3
_NAMES = frozenset({"ORG", "PER", "LOC"})
_JOIN = re.compile(
    r"(?:\s|,|;|et|ainsi que|puis|avec|l'|la|le|les|de|du|d'|des|-|\(|\)|m\.|mme|mlle|me|dr|pr|son|sa|\")*$"
)
_AND = re.compile(
    r"\s*(?:,?\s*(?:et|ainsi que|de même que|puis|&|-|/)\s+|,\s*)(?:par |avec |de |d'|du |des |à |au |aux )?"
)
_AND_PEOPLE = re.compile(r"\s*(?:,|et|ainsi que|,? et)\s+(?:de |d'|du |des |aux |au |à )")
_FUNCTION = r",[^.;:!?]{2,90}?,?"


@dataclass(frozen=True, slots=True)
class Slot:
    """A candidate filler: token span, label of the mention it is (None for a description), rule, and count."""

    start: int
    end: int
    label: str | None
    rule: str
    count: int | None = None
    approximate: bool = False
    head: int | None = None

    @property
    def described(self) -> bool:
        """Whether there are words beside a count."""
        return self.end > self.start


def fill(view: View, cue: Cue, sentence: Sentence, match: re.Match[str]) -> list[Slot]:
    """The candidates that `cue` offers at `match`, in text order."""
    return [replace(slot, rule=cue.rule) for slot in WAYS[cue.take](view, cue, sentence, match)]


def generic(view: View, slot: Slot) -> bool:
    """Whether a description says no more than that people take part (“les 50 participants”)."""
    head = slot.start if slot.head is None else slot.head
    anybody = compile_pattern("{anybody}")
    return slot.end - head <= _BARE and anybody.match(view.folded, view.doc[head].idx) is not None


# ------------------------------------------------------------------ names and phrases


def _right(view: View, cue: Cue, sentence: Sentence, match: re.Match[str]) -> list[Slot]:
    """The names or phrases after the match, coordinated ones included."""
    return _names_from(view, view.token_at(match.end()), sentence.end, cue)


def _left(view: View, cue: Cue, sentence: Sentence, match: re.Match[str]) -> list[Slot]:
    """The subject before the match: the nearest name that no preposition governs, else a noun phrase."""
    limit = view.token_at(match.start())
    names = _antecedent(view, sentence, limit, cue) or _subject_names(view, sentence, limit, cue)
    if names or cue.accept:
        return names
    subject = _subject_phrase(view, sentence, limit)
    return [subject] if subject else []


def _subject(view: View, cue: Cue, sentence: Sentence, match: re.Match[str]) -> list[Slot]:
    """All coordinated names and phrases from the start of the clause to the match."""
    limit = view.token_at(match.start())
    start = sentence.start
    for i in range(limit - 1, sentence.start - 1, -1):
        if view.doc[i].text in {";", ":", "«", "»"} or (
            view.doc[i].text == "," and not _joins(view, i, limit)
        ):
            start = i + 1
            break
    return _names_from(view, start, limit, cue)


def _joins(view: View, comma: int, limit: int) -> bool:
    """Whether a comma separates the names of a list: names stand on both sides of it."""
    return view.mention_at.get(comma - 1) is not None and _names_follow(view, comma + 1, limit)


def _both(view: View, cue: Cue, sentence: Sentence, match: re.Match[str]) -> list[Slot]:
    """The subject before the match and the names after it; nothing if one side is empty."""
    left, right = _left(view, cue, sentence, match), _right(view, cue, sentence, match)
    return [*left, *right[:2]] if left and right else []


def _pair(view: View, cue: Cue, sentence: Sentence, match: re.Match[str]) -> list[Slot]:
    """Two or more after “entre”; a single one is no pair."""
    slots = _names_from(view, view.token_at(match.end()), sentence.end, cue)
    return slots if len(slots) > 1 else []


def _object(view: View, cue: Cue, sentence: Sentence, match: re.Match[str]) -> list[Slot]:  # noqa: ARG001 (one signature)
    """The noun phrase right after the match."""
    head = skip_determiners(view, view.token_at(match.end()), sentence.end)
    end = noun_phrase(view, head, sentence.end, people=True)
    return [_named(view, head, end)] if end > head else []


def _phrase(view: View, cue: Cue, sentence: Sentence, match: re.Match[str]) -> list[Slot]:  # noqa: ARG001 (one signature)
    """The coordinated noun phrases after the match, as plain text."""
    spans = coordinated(view, view.token_at(match.end()), sentence.end)
    return [Slot(start, end, None, "") for start, end in spans]


def _infinitive(view: View, cue: Cue, sentence: Sentence, match: re.Match[str]) -> list[Slot]:  # noqa: ARG001 (one signature)
    """The infinitive clause after the match, up to the next punctuation."""
    start = view.token_at(match.end())
    end = next(
        (i for i in range(start, sentence.end) if view.doc[i].text in {",", ".", ";", ":", "("}), sentence.end
    )
    return [Slot(start, end, None, "")] if end - start > 1 else []


def _names_from(view: View, i: int, limit: int, cue: Cue) -> list[Slot]:
    slots: list[Slot] = []
    while i < limit and len(slots) < _MOST:
        slot = _next_name(view, i, limit, cue, first=not slots)
        if slot is None:
            break
        if not (slots and _alias(view, slots[-1], slot)):
            slots.append(slot)
        i = _after(view, slot, limit)
        if i < 0:
            break
    return slots


def _next_name(view: View, i: int, limit: int, cue: Cue, *, first: bool) -> Slot | None:
    """The name at or shortly after token `i`, or the phrase there if the cue accepts phrases."""
    while i < limit and (
        view.doc[i].is_space
        or view.doc[i].text in {":", ",", "«", "“", '"', "-", "–", "•"}
        or _is_title(view, i)
    ):
        i += 1
    i = _over_circumstance(view, i, limit)
    head = skip_determiners(view, i, limit)
    while head < limit and _is_title(view, head):
        head += 1
    end = noun_phrase(view, head, limit, people=True)
    wanted = frozenset(cue.accept) - {"NP"} or _NAMES - {"LOC"}
    mention = next(
        (
            m
            for k in range(head, min(max(end, head + 1), limit))
            if (m := view.mention_at.get(k)) and m.label_ in wanted
        ),
        None,
    )
    quantity = _people(view, i, limit)
    described = cue.people and not (mention and mention.start == head)
    if described and quantity and quantity.described and is_people(view, head, end):
        return quantity
    phrases = not cue.accept or "NP" in cue.accept
    if mention is not None and phrases and not _near(view, head, mention.start):
        mention = None
    if mention is not None:
        return Slot(mention.start, mention.end, mention.label_, "")
    if not phrases:
        return _apposed(view, head, limit, wanted) if first else None
    if (
        end > head
        and (first or "NP" in cue.accept or is_people(view, head, end))
        and view.doc[head].pos_ in {"NOUN", "PROPN", "ADJ", "X", "NUM"}
    ):
        return _named(view, head, end) if _acts(view, head, end) else None
    return None


def _over_circumstance(view: View, i: int, limit: int) -> int:
    """Behind a date or a place that stands before the name: “organisée | samedi à Sfax | le Croissant-Rouge”."""
    while i < limit:
        mention = view.mention_at.get(i)
        after = view.mention_at.get(i + 1)
        if mention is not None and mention.label_ == "DATE":
            i = mention.end
        elif lower(view.doc[i]) in {"à", "au", "en"} and after is not None and after.label_ == "LOC":
            i = after.end
        elif lower(view.doc[i]) in {"ce", "le", "du", "les"} and after is not None and after.label_ == "DATE":
            i += 1
        else:
            break
    return i


def _near(view: View, head: int, start: int) -> bool:
    """Whether a name at `start` is what the phrase at `head` introduces (“l'association | X”), not its complement."""
    between = [lower(token) for token in view.doc[head:start]]
    return not any(word in {"de", "d'", "du", "des", "à", "au", "en"} for word in between)


def _apposed(view: View, i: int, limit: int, wanted: frozenset[str]) -> Slot | None:
    """A name within a few words, no verb between: “selon le formateur principal, M. X”."""
    for k in range(i, min(limit, i + 8)):
        mention = view.mention_at.get(k)
        if mention is not None and mention.label_ in wanted:
            return Slot(mention.start, mention.end, mention.label_, "")
        if view.doc[k].pos_ in {"VERB", "AUX"} or view.doc[k].text in {".", ";", "«"}:
            return None
    return None


def _after(view: View, slot: Slot, limit: int) -> int:
    """The token where a coordinated name may begin after `slot`; -1 where the list ends."""
    doc, i = view.doc, slot.end
    while i < limit and doc[i].text == "(":
        close = next((k for k in range(i, min(limit, i + 10)) if doc[k].text == ")"), None)
        if close is None:
            return -1
        i = close + 1
    start = doc[i].idx if i < limit else len(view.folded)
    joined = _AND.match(view.folded, start)
    if i >= limit or joined is None:
        return _over_apposition(view, slot, i, limit)
    nxt = view.token_at(joined.end())
    if "et" not in joined[0] and "ainsi" not in joined[0] and not _lists_on(view, nxt, limit):
        return _over_apposition(view, slot, i, limit)
    return nxt if nxt < limit else -1


def _names_follow(view: View, i: int, limit: int) -> bool:
    head = skip_determiners(view, i, limit)
    while head < limit and _is_title(view, head):
        head += 1
    mention = view.mention_at.get(head)
    return mention is not None and mention.label_ in {"ORG", "PER"}


def _lists_on(view: View, i: int, limit: int) -> bool:
    """Whether a name follows at `i` that is no subject: “avec le soutien de X, | l'Y (Z) a organisé” lists none."""
    if not _names_follow(view, i, limit):
        return False
    head = skip_determiners(view, i, limit)
    mention = next(m for k in range(head, limit) if (m := view.mention_at.get(k)))
    end = mention.end
    if end < limit and view.doc[end].text == "(":
        end = next((k + 1 for k in range(end, min(limit, end + 10)) if view.doc[k].text == ")"), end)
    return end >= limit or view.doc[end].pos_ not in {"VERB", "AUX"}


def _over_apposition(view: View, slot: Slot, i: int, limit: int) -> int:
    """Behind a person's function: “M. X, juriste à Dakar, et Mme Y”."""
    if slot.label != "PER" or i >= limit:
        return -1
    match = re.compile(_FUNCTION + r"\s+et\s+(?:par )?").match(view.folded, view.doc[i].idx)
    if match is None or match.end() > view.doc[limit - 1].idx:
        return -1
    nxt = view.token_at(match.end())
    return nxt if _names_follow(view, nxt, limit) else -1


def _alias(view: View, before: Slot, slot: Slot) -> bool:
    """Whether `slot` only repeats the one before in parentheses, as an acronym."""
    return (
        view.folded[
            view.doc[before.end - 1].idx + len(view.doc[before.end - 1]) : view.doc[slot.start].idx
        ].strip()
        == "("
    )


def _is_title(view: View, i: int) -> bool:
    return compile_pattern("{title}").fullmatch(lower(view.doc[i])) is not None


def _acts(view: View, start: int, end: int) -> bool:
    """Whether an unnamed phrase can be an actor: a body or people, never the event itself or a thing."""
    return compile_pattern("{body}").fullmatch(lower(view.doc[start])) is not None or is_people(
        view, start, end
    )


def _named(view: View, start: int, end: int) -> Slot:
    mention = view.mention_at.get(start)
    if mention is not None and mention.start == start and mention.end == end and mention.label_ in _NAMES:
        return Slot(start, end, mention.label_, "")
    return Slot(start, end, None, "")


def _subject_names(view: View, sentence: Sentence, limit: int, cue: Cue) -> list[Slot]:
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
    return found


def _antecedent(view: View, sentence: Sentence, limit: int, cue: Cue) -> list[Slot]:
    """The name that a relative “qui” right before the verb stands for: “pour M. X, qui a …”."""
    opening = view.doc[min(limit, len(view.doc) - 1)]
    if limit - 1 < sentence.start or "qui" not in {lower(view.doc[limit - 1]), lower(opening)}:
        return []
    wanted = frozenset(cue.accept) or frozenset({"ORG", "PER"})
    for i in range(limit - 1, max(sentence.start, limit - 8) - 1, -1):
        mention = view.mention_at.get(i)
        if mention is not None and mention.label_ in wanted:
            return [Slot(mention.start, mention.end, mention.label_, "")]
    return []


def _joined(view: View, end: int, start: int) -> bool:
    """Whether only a coordination stands between two names."""
    between = view.folded[view.doc[end - 1].idx + len(view.doc[end - 1]) : view.doc[start].idx]
    between = re.sub(r"\([^)]{1,20}\)", "", between)
    return _JOIN.match(between) is not None and bool(re.search(r",|et|[-–]", between))


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
            or _is_title(view, i)
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


def _subject_phrase(view: View, sentence: Sentence, limit: int) -> Slot | None:
    """A noun phrase that opens the clause of the verb at `limit`."""
    start = sentence.start
    for i in range(limit - 1, sentence.start - 1, -1):
        if view.doc[i].text in {",", ";", ":", "(", "«", "»"} or lower(view.doc[i]) in {
            "que",
            "qu'",
            "qui",
            "et",
        }:
            start = i + 1
            break
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
    return _named(view, head, end) if opens and acts and not finite else None


# ------------------------------------------------------------------ people


def _people(view: View, i: int, limit: int) -> Slot | None:
    """The description of people at token `i`, with its count; a bare count where no noun follows."""
    while i < limit and (view.doc[i].is_space or view.doc[i].text == ":"):
        i += 1
    if i >= limit:
        return None
    last = view.doc[limit - 1]
    quantity = read_quantity(view.doc.text[view.doc[i].idx : last.idx + len(last)])
    if quantity is None:
        head = skip_determiners(view, i, limit)
        end = noun_phrase(view, head, limit, people=True)
        return Slot(head, end, None, "") if end > head and view.doc[head].pos_ != "PRON" else None
    head = view.token_at(view.doc[i].idx + quantity.length)
    start = i
    while start < head and lower(view.doc[start]) in {"les", "des", "ces", "de", "d'", "la", "le", "l'"}:
        start += 1
    end = noun_phrase(view, head, limit, people=True)
    if end <= head or not _describes(view, head, end):
        return Slot(start, start, None, "", quantity.value, quantity.approximate)
    return Slot(start, end, None, "", quantity.value, quantity.approximate, head)


def _describes(view: View, start: int, end: int) -> bool:
    """Whether a phrase describes people: a noun for people, a demonym, or any plural common noun."""
    return is_people(view, start, end) or _demonym(view, start) or view.doc[start].pos_ in {"NOUN", "ADJ"}


def _demonym(view: View, i: int) -> bool:
    return bool(countries_of(view.doc[i].text.lower()))


def _people_right(view: View, cue: Cue, sentence: Sentence, match: re.Match[str]) -> list[Slot]:
    """Descriptions of people after the match, coordinated ones included."""
    slots: list[Slot] = []
    i = view.token_at(match.end())
    while i < sentence.end and len(slots) < _MOST:
        slot = _people(view, i, sentence.end)
        strict = bool(slots) or cue.people
        if slot is None or not slot.described or (strict and not is_people(view, slot.start, slot.end)):
            break
        slots.append(slot)
        joined = _AND_PEOPLE.match(view.folded, _end_char(view, slot))
        if joined is None:
            break
        i = view.token_at(joined.end())
    return slots


def _people_object(view: View, cue: Cue, sentence: Sentence, match: re.Match[str]) -> list[Slot]:  # noqa: ARG001 (one signature)
    """The description of people right after the match."""
    slot = _people(view, view.token_at(match.end()), sentence.end)
    if slot is None or (
        slot.described
        and slot.count is None
        and not (is_people(view, slot.start, slot.end) or _demonym(view, slot.start))
    ):
        return []
    return [slot]


def _people_left(view: View, cue: Cue, sentence: Sentence, match: re.Match[str]) -> list[Slot]:  # noqa: ARG001 (one signature)
    """The description of people that is the subject before the match, or the noun that it qualifies."""
    limit = view.token_at(match.start())
    for i in _subject_starts(view, sentence, limit):
        slot = _people(view, i, limit)
        if slot is not None and _human(view, slot) and not _finite_between(view, slot.end, limit):
            return [slot]
    for i in range(max(sentence.start, limit - _QUALIFIED), limit):
        slot = _people(view, i, limit)
        if slot is not None and slot.end == limit and _human(view, slot):
            return [slot]
    return []


def _human(view: View, slot: Slot) -> bool:
    """Whether a description is of people: by its noun, a demonym, or a count."""
    if not slot.described:
        return slot.count is not None
    return slot.count is not None or is_people(view, slot.start, slot.end) or _demonym(view, slot.start)


def _subject_starts(view: View, sentence: Sentence, limit: int) -> Iterator[int]:
    """Tokens before `limit` where a subject may begin: at the clause's start, after a comma or a colon."""
    for i in range(sentence.start, limit):
        before = view.doc[i - 1] if i > sentence.start else None
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


WAYS: dict[str, Callable[[View, Cue, Sentence, re.Match[str]], list[Slot]]] = {
    "right": _right,
    "left": _left,
    "subject": _subject,
    "both": _both,
    "pair": _pair,
    "object": _object,
    "phrase": _phrase,
    "infinitive": _infinitive,
    "people_right": _people_right,
    "people_left": _people_left,
    "people_object": _people_object,
}
