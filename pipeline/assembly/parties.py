"""Who meets, signs, goes and receives: the actors on both sides of a verb.

An actor is a named person or body, an office with its holder's name beside it (“la ministre de la Santé, Awa
Diop”), or people and bodies that only a phrase describes (“une délégation du HCR”). Dates, places and other
circumstances may stand between the verb and its object: “a reçu, lundi à Bamako, dans son bureau, une mission”.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.assembly.actors import antecedent, named, subject_names
from pipeline.assembly.cues import Cue
from pipeline.assembly.patterns import compile_pattern
from pipeline.assembly.people import read_people
from pipeline.assembly.phrase_words import is_people, skip_determiners
from pipeline.assembly.phrases import noun_phrase
from pipeline.assembly.slots import Slot
from pipeline.assembly.view import Sentence, View, lower, verb_form
from pipeline.countries import countries_of

_MOST = 6
# An apposed name stands at most so many tokens behind its office: names of ministries are long.
_APPOSED = 30
# The office of a person takes at most so many tokens.
_OFFICE = 14
# How many sentences back a pronoun is followed to the noun it stands for.
_BACK = 3
_AND = re.compile(
    r"\s*,?\s*(?:et|ainsi que|de même que|puis)\s+(?:avec |par |de |d'|du |des |à |au |aux )?|\s*,\s*"
)
_JOINED = re.compile(r"\b(?:et|ainsi que|de même que|puis)\b")
_APPOSITION = re.compile(r"\s*,[^.;:!?,«»]{2,90}(?:,|(?=\s+et\s+(?:\w+\s+){0,3}(?:avec|par)\b))")
_SUBJECT_PRONOUN = re.compile(r"(?:^|[\s,(«])(?:ils?|elles?|celle-ci|celui-ci|celles-ci|ceux-ci)\s*$")
_AS_FOR = re.compile(r"\s*quant (?:à (?:l'|la )?|aux? )")
_LAST_NAMED = re.compile(r"cel(?:le|ui|les)-ci|ceux-ci")
_POSSESSIVE = frozenset({"notre", "nos", "votre", "leur", "leurs", "son", "sa", "ses"})
_CIRCUMSTANCE = frozenset(
    {"à", "au", "aux", "en", "dans", "sur", "chez", "lors", "sous", "durant", "pendant", "après", "avant"}
)
_ADVERBIAL = re.compile(
    r"(?:tour à tour|par ailleurs|en outre|à son tour|à leur tour|de son côté|par la suite|une nouvelle fois)\b"
)
_AT = frozenset({"ce", "le", "du", "les", "dès", "au", "aux"})


def actors_after(view: View, i: int, limit: int) -> list[Slot]:
    """The coordinated actors from token `i` on, behind the circumstances that stand there."""
    slots: list[Slot] = []
    i = over_circumstances(view, i, limit)
    while i < limit and len(slots) < _MOST:
        found = _actor_at(view, i, limit)
        if found is None or (slots and _is_subject(view, found[1], limit)):
            break
        slots.append(found[0])
        i = _next(view, found, limit)
    return slots


def subject_actors(view: View, sentence: Sentence, limit: int, back: int = _BACK) -> list[Slot]:
    """The actors that are the subject of the verb at token `limit`; a pronoun is followed `back` sentences."""
    cue = Cue("", re.compile(""), accept=("ORG", "PER"))
    names = antecedent(view, sentence, limit, cue) or subject_names(view, sentence, limit, cue)
    if names and not _beside(view, names[-1].end, limit):
        names = []
    pronoun = _SUBJECT_PRONOUN.search(view.folded[sentence.start_char : view.doc[limit].idx])
    if pronoun and not names:
        return _referents(view, sentence, limit, pronoun[0], back)
    return _with_those_before(view, sentence, limit, names)


def by_pronoun(view: View, sentence: Sentence, limit: int) -> bool:
    """Whether a personal pronoun right before token `limit` is the subject."""
    before = view.folded[sentence.start_char : view.doc[limit].idx]
    return limit > sentence.start and _SUBJECT_PRONOUN.search(before) is not None


def _with_those_before(view: View, sentence: Sentence, limit: int, names: list[Slot]) -> list[Slot]:
    """The subject `names`, or the nearest described one, with the actors that are coordinated before it.

    “Le proviseur, M. X, et | la direction de l'usine | se retrouveront …”: both meet.
    """
    subject = names
    for start in clause_starts(view, sentence, limit):
        chain = _chain(view, start, limit)
        more = subject and chain[len(subject) :] and chain[-1].end == subject[-1].end
        if chain and (not subject or more or _apposition(view, subject)):
            subject = chain
    return subject


def _closed(view: View, chain: list[Slot]) -> bool:
    """Whether a word joins the last of several actors; behind a comma alone stands an apposition."""
    end, start = chain[-2].end, chain[-1].start
    return _JOINED.search(view.folded, view.doc[end - 1].idx, view.doc[start].idx) is not None


def _apposition(view: View, subject: list[Slot]) -> bool:
    """Whether a described subject only says more of the noun before it: “l'Agence, | notre partenaire |, sera …”."""
    first, last = subject[0], subject[-1]
    i = first.start - 1
    while i > 0 and (view.doc[i].pos_ in {"DET", "NUM", "ADJ"} or lower(view.doc[i]) in _POSSESSIVE):
        i -= 1
    return first.label is None and i > 0 and view.doc[i].text == "," and view.doc[last.end].text == ","


def _chain(view: View, i: int, limit: int) -> list[Slot]:
    """The coordinated actors from token `i` on, if the last of them stands beside the verb at `limit`."""
    found: list[tuple[Slot, int]] = []
    while i < limit and len(found) < _MOST and (actor := _actor_at(view, i, limit)):
        found.append(actor)
        i = _next(view, actor, limit)
    slots = [slot for slot, _ in found]
    if slots[1:] and not _closed(view, slots):
        del slots[1:]
    return slots if slots and _beside(view, found[len(slots) - 1][1], limit) else []


def over_circumstances(view: View, i: int, limit: int) -> int:
    """The token where the object may begin: behind dates, places, adverbs and their commas."""
    while i < limit:
        adverbial = _ADVERBIAL.match(view.folded, view.doc[i].idx)
        after = view.token_at(adverbial.end()) if adverbial else _over_one(view, i, limit)
        if after == i:
            break
        i = after
    return i


def _over_one(view: View, i: int, limit: int) -> int:
    token, mention = view.doc[i], view.mention_at.get(i)
    if mention is not None and mention.label_ == "DATE":
        return int(mention.end)
    following = view.mention_at.get(i + 1)
    if token.is_space or token.text in {",", "(", ")", "-", "–"} or token.pos_ == "ADV":
        return i + 1
    if lower(token) in _AT and following is not None and following.label_ == "DATE":
        return i + 1
    if lower(token) not in _CIRCUMSTANCE:
        return i
    head = skip_determiners(view, i + 1, limit)
    while head < limit and lower(view.doc[head]) in _POSSESSIVE:
        head += 1
    place = view.mention_at.get(head)
    if place is not None and place.label_ in {"LOC", "DATE"}:
        return int(place.end)
    return max(noun_phrase(view, head, limit), i + 1)


def _actor_at(view: View, i: int, limit: int, *, bare: bool = False) -> tuple[Slot, int] | None:
    """The actor whose determiner or first word is token `i`, and the token behind it and its apposed name.

    A common noun needs a determiner, unless `bare`.
    """
    head = _head(view, i, limit)
    if head >= limit:
        return None
    mention = view.mention_at.get(head)
    if mention is not None and mention.start == head and mention.label_ in {"PER", "ORG"}:
        return Slot(head, mention.end, mention.label_, ""), mention.end
    counted = read_people(view, i, limit)
    if counted is not None and counted.count is not None and counted.described:
        first = counted.head or counted.start
        if is_people(view, first, counted.end) or compile_pattern("{envoys}|{body}").match(
            view.folded, view.doc[first].idx
        ):
            return counted, counted.end
        return None
    return _described_at(view, head, limit, bare=bare)


def _described_at(view: View, head: int, limit: int, *, bare: bool) -> tuple[Slot, int] | None:
    """The actor that a common noun at `head` describes: by the name that it introduces, if any, else as a phrase."""
    end = _before_next_name(view, head, noun_phrase(view, head, limit, people=True))
    noun = _noun(view, head, end)
    if end == head or not _acts(view, noun, end) or not (bare or _determined(view, head) or noun > head):
        return None
    if any("Inf" in verb_form(token) for token in view.doc[head:end]):
        return None
    office = compile_pattern("{officials}").match(view.folded, view.doc[noun].idx) is not None
    for k in range(noun, min(end + 1, limit)):
        inner = view.mention_at.get(k)
        if inner is None or inner.label_ not in {"PER", "ORG"} or inner.start < noun:
            continue
        own = office and inner.label_ == "PER" and inner.start == k and _bare(view, k)
        if own or _introduces(view, noun, inner.start):
            return Slot(inner.start, inner.end, inner.label_, ""), max(inner.end, end)
    return (_holder(view, end, limit) if office else None) or (named(view, head, end), end)


def _before_next_name(view: View, head: int, end: int) -> int:
    """Where the phrase ends: before an “et” behind which a body or person is named (“la commune d'X | et Y”)."""
    for k in range(head + 1, end - 1):
        mention = view.mention_at.get(k + 1)
        if lower(view.doc[k]) == "et" and mention is not None and mention.start == k + 1:
            return k if mention.label_ in {"ORG", "PER"} and view.mention_at.get(k) is None else end
    return end


def _determined(view: View, head: int) -> bool:
    """Whether an article, a possessive or a numeral introduces the noun: “a reçu mission de …” has no envoys."""
    before = view.doc[head - 1] if head else None
    return before is not None and (
        before.pos_ in {"DET", "NUM"}
        or lower(before)
        in _POSSESSIVE | {"le", "la", "l'", "les", "un", "une", "des", "du", "au", "aux", "deux"}
    )


def _head(view: View, i: int, limit: int) -> int:
    """Behind determiners, possessives and civilities."""
    while i < limit:
        after = skip_determiners(view, i, limit)
        if after < limit and (
            lower(view.doc[after]) in _POSSESSIVE
            or compile_pattern("{title}").fullmatch(lower(view.doc[after]))
            or view.doc[after].text in {"«", "“", '"', ":"}
        ):
            after += 1
        if after == i:
            break
        i = after
    return i


def _noun(view: View, start: int, end: int) -> int:
    """The first token that is no numeral or adjective: the noun of “trois jeunes chercheurs”."""
    while start < end - 1 and view.doc[start].pos_ in {"NUM", "ADJ"}:
        start += 1
    return start


def _acts(view: View, start: int, end: int) -> bool:
    if start >= end:
        return False
    first = view.doc[start].idx
    return (
        any(compile_pattern(name).match(view.folded, first) for name in ("{officials}", "{body}"))
        or is_people(view, start, end)
        or short_name(view, start)
    )


def short_name(view: View, noun: int) -> bool:
    """Whether a noun with a capital behind its article is a body's name cut short: “le Port autonome”, “l'Union”."""
    token = view.doc[noun]
    return (
        noun > 0
        and token.text[0].isupper()
        and token.pos_ in {"NOUN", "PROPN"}
        and view.mention_at.get(noun) is None
        and not countries_of(lower(token))
        and not view.doc[noun - 1].is_sent_start
        and lower(view.doc[noun - 1]) in {"le", "la", "l'", "du", "au"}
    )


def _introduces(view: View, noun: int, start: int) -> bool:
    """Whether the name at `start` is what the noun before it is called, not its complement."""
    return not any(lower(t) in {"de", "d'", "du", "des", "à", "au", "en"} for t in view.doc[noun:start])


def _bare(view: View, k: int) -> bool:
    """Whether the name at `k` stands right behind a noun or a title: “le secrétaire d'État | Paul Roy”."""
    return view.doc[k - 1].pos_ in {"NOUN", "PROPN", "ADJ"} and view.mention_at.get(k - 1) is None


def _holder(view: View, i: int, limit: int) -> tuple[Slot, int] | None:
    """The name apposed to an office that ends at `i`: “…, | M. X”."""
    for k in range(i, min(limit, i + _APPOSED)):
        mention = view.mention_at.get(k)
        if mention is not None and mention.label_ == "PER" and mention.start == k:
            return (Slot(k, mention.end, "PER", ""), mention.end) if _apposed(view, k) else None
        if "Fin" in verb_form(view.doc[k]) or view.doc[k].text in {";", ":", "«", "("}:
            return None
    return None


def _apposed(view: View, k: int) -> bool:
    """Whether a comma stands before the name at `k`, its civility, rank, demonym and determiner skipped."""
    i = k - 1
    while i >= 0 and (
        compile_pattern("{title}|{officials}").fullmatch(lower(view.doc[i]))
        or view.doc[i].pos_ in {"DET", "ADJ"}
        or countries_of(lower(view.doc[i]))
    ):
        i -= 1
    return i >= 0 and view.doc[i].text == ","


def _next(view: View, found: tuple[Slot, int], limit: int) -> int:
    """The token where a coordinated actor may begin; `limit` where the list ends."""
    slot, i = found
    while i < limit and view.doc[i].text == "(":
        i = next((k + 1 for k in range(i, min(limit, i + 10)) if view.doc[k].text == ")"), limit)
    if i >= limit:
        return limit
    start = view.doc[i].idx
    if slot.label == "PER" and (apposition := _APPOSITION.match(view.folded, start)):
        after = view.token_at(apposition.end())
        if after < limit and lower(view.doc[after]) in {"et", "ainsi", "de"}:
            start = view.doc[after].idx
    joined = _AND.match(view.folded, start)
    return min(view.token_at(joined.end()), limit) if joined else limit


def _is_subject(view: View, i: int, limit: int) -> bool:
    """Whether a finite verb follows at `i`: what stands before it opens the next clause."""
    while i < limit and view.doc[i].pos_ in {"ADV", "SPACE"}:
        i += 1
    return i < limit and "Fin" in verb_form(view.doc[i])


def _beside(view: View, end: int, limit: int) -> bool:
    """Whether between a subject and its verb stands nothing but an apposition, a bracket or adverbs."""
    if _finite(view, end, limit):
        return False
    between = view.whole[view.ends[end - 1] : view.starts[limit]].strip()
    between = re.sub(r"\([^)]*\)", "", between).strip()
    if not between or (between[0] in ",–-" and between[-1] in ",–-"):
        return True
    return all(token.pos_ in {"ADV", "SPACE", "PUNCT", "AUX", "PRON"} for token in view.doc[end:limit]) or (
        not any(mark in between for mark in ",;:")
        and not any(view.mention_at.get(k) is not None for k in range(end, limit))
        and (view.doc[end].pos_ == "ADP" or "Part" in verb_form(view.doc[end]))
    )


def _finite(view: View, start: int, end: int) -> bool:
    """Whether a finite verb stands in the token span outside relative clauses that a comma closes."""
    relative = False
    for i in range(start, end):
        if lower(view.doc[i]) in {"qui", "dont", "que", "qu'", "où"}:
            relative = True
        if view.doc[i].text == ",":
            relative = False
        if not relative and "Fin" in verb_form(view.doc[i]):
            return True
    return False


def clause_starts(view: View, sentence: Sentence, limit: int) -> Iterator[int]:
    """Tokens before `limit` where its subject may begin, the nearest first."""
    for i in range(limit - 1, sentence.start - 1, -1):
        before = view.doc[i - 1] if i > sentence.start else None
        if (
            before is None
            or before.is_space
            or before.text in {",", ";", ":", "(", ")", "«", "»", "–", "-"}
            or before.text.endswith("-")
            or lower(before) in {"que", "qu'", "où", "et", "mais", "donc"}
        ):
            yield i


def _referents(view: View, sentence: Sentence, limit: int, pronoun: str, back: int) -> list[Slot]:
    """What a subject pronoun stands for: the subject of the clause before, or its last body for “celle-ci”."""
    if (dislocated := _AS_FOR.match(view.folded, sentence.start_char)) and (
        found := _actor_at(view, view.token_at(dislocated.end()), limit, bare=True)
    ):
        return [found[0]]
    clause = next((i for i in range(sentence.start, limit - 1) if "Fin" in verb_form(view.doc[i])), None)
    if clause is not None and (subject := subject_actors(view, sentence, clause, 0)):
        return subject
    if not back or not sentence.index:
        return []
    previous = view.sentences[sentence.index - 1]
    if _LAST_NAMED.search(pronoun):
        for i in range(previous.end - 1, previous.start, -1):
            if view.doc[i].pos_ in {"NOUN", "PROPN"} and (
                found := _actor_at(view, i, previous.end, bare=True)
            ):
                return [found[0]]
        return []
    verb = first_verb(view, previous)
    return [] if verb is None else subject_actors(view, previous, verb, back - 1)


def both_parties(view: View, sentence: Sentence) -> list[Slot]:
    """The actors on both sides of the verb of the sentence before `sentence`: whom “les deux parties” stands for."""
    if not sentence.index:
        return []
    previous = view.sentences[sentence.index - 1]
    verb = first_verb(view, previous)
    if verb is None:
        return []
    after = verb
    while after < previous.end and (
        view.doc[after].pos_ in {"VERB", "AUX", "ADV"} or lower(view.doc[after]) in {"par", "avec"}
    ):
        after += 1
    return [*subject_actors(view, previous, verb), *actors_after(view, after, previous.end)]


def first_verb(view: View, sentence: Sentence) -> int | None:
    """The first finite verb of a sentence."""
    return next((i for i in range(sentence.start, sentence.end) if "Fin" in verb_form(view.doc[i])), None)


def are_envoys(view: View, slot: Slot) -> bool:
    """Whether an unnamed actor is people or those sent by a body, not a body or a thing."""
    noun = _noun(view, slot.start, slot.end)
    envoys = compile_pattern("{officials}|{envoys}").match(view.folded, view.doc[noun].idx)
    return envoys is not None or is_people(view, noun, slot.end)


def bodies_of(view: View, slots: list[Slot]) -> list[Slot]:
    """`slots` with the body in place of a person who signs for it: “la directrice | de l'Agence du lac | , Awa Sy”.

    A town or region stands for its authorities: “la commune | d'X”.
    """
    return [
        (_body_of(view, slot) or slot) if slot.label == "PER" else territory(view, slot) for slot in slots
    ]


def territory(view: View, slot: Slot) -> Slot:
    """The place that a described actor is: “la Ville de | Kara”; the actor itself where it is none."""
    if (
        slot.label is not None
        or compile_pattern("{territory}").fullmatch(lower(view.doc[slot.start])) is None
    ):
        return slot
    last = view.mention_at.get(slot.end - 1)
    named = last is not None and last.label_ == "LOC" and last.end == slot.end
    short = last is not None and all(
        view.doc[k].pos_ in {"ADP", "DET"} for k in range(slot.start + 1, last.start)
    )
    return Slot(last.start, last.end, "LOC", slot.rule) if last is not None and named and short else slot


def _body_of(view: View, slot: Slot) -> Slot | None:
    """The body in the office that stands before or behind a person's name."""
    sentence = view.sentence_of(slot.start)
    for k in range(slot.end, min(sentence.end, slot.end + _OFFICE)):
        ends = view.doc[k].text in {",", ";"} or lower(view.doc[k]) in {"et", "ainsi", "puis"}
        if k > slot.end and (ends or "Fin" in verb_form(view.doc[k])):
            break
        if (found := _named_body(view, k)) and view.doc[slot.end].text == ",":
            return found
    for k in range(slot.start - 1, max(sentence.start, slot.start - _OFFICE) - 1, -1):
        token = view.doc[k]
        if "Fin" in verb_form(token) or token.text in {";", ":"} or lower(token) in {"et", "par"}:
            return None
        if found := _named_body(view, k):
            return found
    return None


def _named_body(view: View, k: int) -> Slot | None:
    mention = view.mention_at.get(k)
    if mention is None or mention.label_ != "ORG":
        return None
    return Slot(mention.start, mention.end, "ORG", "")
