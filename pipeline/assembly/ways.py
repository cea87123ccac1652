"""The ways of filling a role that a cue may name as `take`."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise

from pipeline.assembly.actors import (
    antecedent,
    introduces,
    is_body,
    named,
    names_from,
    relative,
    speaker_before,
    subject_names,
    subject_phrase,
)
from pipeline.assembly.coordination import coordinated
from pipeline.assembly.cues import Cue
from pipeline.assembly.namelists import names_follow
from pipeline.assembly.parties import (
    actors_after,
    are_envoys,
    bodies_of,
    both_parties,
    by_pronoun,
    clause_starts,
    first_verb,
    over_circumstances,
    subject_actors,
    territory,
)
from pipeline.assembly.patterns import compile_pattern
from pipeline.assembly.people import people_left, people_listed, people_object, people_right, read_people
from pipeline.assembly.phrase_rules import TokenSpan
from pipeline.assembly.phrase_words import skip_determiners
from pipeline.assembly.phrases import noun_phrase
from pipeline.assembly.slots import Slot, generic
from pipeline.assembly.speakers import speaker
from pipeline.assembly.view import Sentence, View, lower, verb_form

_ANYBODY = Cue("", re.compile(""))


def fill(view: View, cue: Cue, sentence: Sentence, match: re.Match[str]) -> list[Slot]:
    """The candidates that `cue` offers at `match`, in text order."""
    told = _line_below(view, sentence, match) if cue.take in _RIGHTWARD else sentence
    return [replace(slot, rule=cue.rule, guess=cue.guess) for slot in WAYS[cue.take](view, cue, told, match)]


def _line_below(view: View, sentence: Sentence, match: re.Match[str]) -> Sentence:
    """The sentence that a match fills from: the next one where a heading or a colon ends with the match."""
    rest = view.folded[match.end() : sentence.end_char].strip(" :?")
    last = sentence.index + 1 == len(view.sentences)
    field = sentence.heading or view.folded[match.start() : sentence.end_char].rstrip().endswith((":", "?"))
    return view.sentences[sentence.index + 1] if field and not rest and not last else sentence


def _right(view: View, cue: Cue, sentence: Sentence, match: re.Match[str]) -> list[Slot]:
    """The names or phrases after the match, coordinated ones included."""
    return _as_parties(view, cue, names_from(view, view.token_at(match.end()), sentence.end, cue))


def _as_parties(view: View, cue: Cue, slots: list[Slot]) -> list[Slot]:
    """`slots`, towns and regions by their names where the cue accepts places: “avec la commune | d'X”."""
    return [territory(view, slot) for slot in slots] if "LOC" in cue.accept else slots


def _beside(view: View, cue: Cue, sentence: Sentence, match: re.Match[str]) -> list[Slot]:
    """The names after the match, the first of them at once."""
    head = skip_determiners(view, view.token_at(match.end()), sentence.end)
    return [
        slot
        for slot in _right(view, cue, sentence, match)[:1]
        if slot.start == head
        or (slot.start - head <= _GENERIC and is_body(view, head) and introduces(view, head, slot.start))
    ]


def _listed_beside(view: View, cue: Cue, sentence: Sentence, match: re.Match[str]) -> list[Slot]:
    """The names after the match, coordinated ones included, the first of them at once."""
    return _right(view, cue, sentence, match) if _beside(view, cue, sentence, match) else []


def _apposed(view: View, cue: Cue, sentence: Sentence, match: re.Match[str]) -> list[Slot]:
    """The name right before the match, of which it is said: “présidente de l'Union Y (UY), | initiatrice de …”."""
    i = view.token_at(match.start()) - 1
    while i > sentence.start and (view.doc[i].text in {",", "(", ")"} or _in_brackets(view, i, sentence)):
        i -= 1
    mention = view.mention_at.get(i)
    named = mention is not None and mention.label_ in cue.accept and i < view.token_at(match.start()) - 1
    return [Slot(mention.start, mention.end, mention.label_, "")] if mention and named else []


def _in_brackets(view: View, i: int, sentence: Sentence) -> bool:
    """Whether token `i` stands in parentheses of one word, such as an acronym."""
    return i - 1 >= sentence.start and view.doc[i - 1].text == "(" and view.doc[i + 1].text == ")"


def _left(view: View, cue: Cue, sentence: Sentence, match: re.Match[str]) -> list[Slot]:
    """The subject before the match: the nearest name that no preposition governs, else a noun phrase."""
    limit = view.token_at(match.start())
    names = antecedent(view, sentence, limit, cue)
    if not names and _of_another(view, sentence, limit):
        return []
    names = names or subject_names(view, sentence, limit, cue)
    if not names and by_pronoun(view, sentence, limit):
        wanted = cue.accept or ("ORG", "PER")
        meant = [slot for slot in subject_actors(view, sentence, limit, back=1) if slot.label in wanted]
        return meant or speaker_before(view, sentence, wanted)
    if names or (cue.accept and "BODY" not in cue.accept):
        return names
    subject = subject_phrase(view, sentence, limit)
    acts = subject and (not cue.accept or is_body(view, subject.start)) and not _is_event(view, subject.start)
    return [subject] if subject and acts else []


def _is_event(view: View, i: int) -> bool:
    """Whether the noun at token `i` names a training, no body: “l'école | d'été est portée par X”."""
    return compile_pattern("{training}").match(view.folded, view.starts[i]) is not None


def _of_another(view: View, sentence: Sentence, limit: int) -> bool:
    """Whether a relative before token `limit` tells of another name: “dit X, | qui les forme”, not “c'est X qui …”."""
    cleft = view.sentence_text(sentence).startswith(("c'est", "ce sont", "c'était"))
    return not cleft and relative(view, sentence, limit) and bool(antecedent(view, sentence, limit, _ANYBODY))


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
    return names_from(view, start, limit, cue)


def _joins(view: View, comma: int, limit: int) -> bool:
    """Whether a comma separates the names of a list: names stand on both sides of it."""
    return view.mention_at.get(comma - 1) is not None and names_follow(view, comma + 1, limit)


def _both(view: View, cue: Cue, sentence: Sentence, match: re.Match[str]) -> list[Slot]:
    """The subject before the match and the names after it; nothing if one side is empty."""
    left, right = _left(view, cue, sentence, match), _right(view, cue, sentence, match)
    return [*left, *right[:2]] if left and right else []


def _pair(view: View, cue: Cue, sentence: Sentence, match: re.Match[str]) -> list[Slot]:
    """Two or more after “entre”; a single one is no pair."""
    slots = names_from(view, view.token_at(match.end()), sentence.end, cue)
    return slots if len(slots) > 1 else []


def _object(view: View, cue: Cue, sentence: Sentence, match: re.Match[str]) -> list[Slot]:  # noqa: ARG001 (one signature)
    """The noun phrase right after the match."""
    head = skip_determiners(view, view.token_at(match.end()), sentence.end)
    end = noun_phrase(view, head, sentence.end, people=True)
    return [named(view, head, end)] if end > head else []


def _phrase(view: View, cue: Cue, sentence: Sentence, match: re.Match[str]) -> list[Slot]:  # noqa: ARG001 (one signature)
    """The coordinated noun phrases after the match, as plain text."""
    spans = coordinated(view, view.token_at(match.end()), sentence.end)
    return [Slot(start, end, None, "") for start, end in _listed(view, spans)]


def _listed(view: View, spans: list[TokenSpan]) -> list[TokenSpan]:
    """The phrases of a list that a word closes; of others, what follows the first comma is an aside."""
    for n, (left, _) in enumerate(pairwise(spans), start=1):
        if view.doc[left[1]].text == "," and not _closed(view, spans[n - 1 :]):
            return spans[:n]
    return spans


def _closed(view: View, spans: list[TokenSpan]) -> bool:
    """Whether “et” or “ou” joins the last of the phrases, and what follows them is no verb of theirs."""
    between = {lower(token) for token in view.doc[spans[-2][1] : spans[-1][0]]}
    after = view.doc[spans[-1][1]] if spans[-1][1] < len(view.doc) else None
    subject = after is not None and (after.pos_ in {"VERB", "AUX"} or lower(after) in {"se", "s'"})
    return bool(between & {"et", "ou", "ainsi", "puis", "enfin", "voire"}) and not subject


def _phrase_left(view: View, cue: Cue, sentence: Sentence, match: re.Match[str]) -> list[Slot]:  # noqa: ARG001 (one signature)
    """The coordinated noun phrases that are the subject of the match, as plain text."""
    limit = view.token_at(match.start())
    subject: list[TokenSpan] = []
    for start in clause_starts(view, sentence, limit):
        spans = coordinated(view, start, limit)
        if spans and spans[-1][1] == limit and len(spans) > len(subject):
            subject = spans
    return [Slot(first, last, None, "") for first, last in subject]


def _infinitive(view: View, cue: Cue, sentence: Sentence, match: re.Match[str]) -> list[Slot]:  # noqa: ARG001 (one signature)
    """The infinitive clause after the match, up to the next punctuation; a bare infinitive goes on behind it."""
    start = view.token_at(match.end())
    ends = [i for i in range(start, sentence.end) if view.doc[i].text in {",", ".", ";", ":", "("}]
    if len(ends) > 1 and ends[0] == start + 1 and view.doc[ends[1]].text == ",":
        ends = ends[2:]
    end = ends[0] if ends else sentence.end
    return [Slot(start, end, None, "")] if end - start > 1 else []


def _actors_left(view: View, cue: Cue, sentence: Sentence, match: re.Match[str]) -> list[Slot]:  # noqa: ARG001 (one signature)
    """The subject of the verb at the match: named, in office, or described; pronouns are followed back."""
    return subject_actors(view, sentence, view.token_at(match.start()))


def _sentence_subject(view: View, cue: Cue, sentence: Sentence, match: re.Match[str]) -> list[Slot]:  # noqa: ARG001 (one signature)
    """The subject of the sentence in which the match is an adjunct."""
    verb = first_verb(view, sentence)
    return [] if verb is None else subject_actors(view, sentence, verb)


def _actors_right(view: View, cue: Cue, sentence: Sentence, match: re.Match[str]) -> list[Slot]:
    """The actors after the match, behind dates and places; only of the kinds that the cue accepts."""
    slots = actors_after(view, view.token_at(match.end()), sentence.end)
    return [
        slot
        for slot in slots
        if (not cue.accept or (slot.label or "NP") in cue.accept)
        and (slot.label or not cue.people or are_envoys(view, slot))
    ]


def _actors_pair(view: View, cue: Cue, sentence: Sentence, match: re.Match[str]) -> list[Slot]:
    """Two actors or more after “entre”; a single one is no pair."""
    slots = _actors_right(view, cue, sentence, match)
    if len(slots) < 2:  # noqa: PLR2004 (a pair)
        slots = _pair(view, replace(cue, accept=("ORG", "PER", "LOC", "NP")), sentence, match)
    return _as_parties(view, cue, slots) if len(slots) > 1 else []


def _both_parties(view: View, cue: Cue, sentence: Sentence, match: re.Match[str]) -> list[Slot]:  # noqa: ARG001 (one signature)
    """Whom “les deux parties” stands for: the actors of the sentence before; themselves where it has not two."""
    actors = both_parties(view, sentence)
    if len(actors) > 1:
        return actors
    start = skip_determiners(view, view.token_at(match.start()), sentence.end)
    return [Slot(start, view.token_at(match.end()), None, "")]


def _actors_both(view: View, cue: Cue, sentence: Sentence, match: re.Match[str]) -> list[Slot]:
    """The actors on both sides of a verb; nothing if one side is empty."""
    right = _actors_right(view, cue, sentence, match)
    left = _actors_left(view, cue, sentence, match) if right else []
    return [*left, *right] if left else []


def _signers_left(view: View, cue: Cue, sentence: Sentence, match: re.Match[str]) -> list[Slot]:
    """The subject of the verb, all that is coordinated in it; for who signs in office, the body."""
    found = _subject(view, cue, sentence, match)
    actors = _actors_left(view, cue, sentence, match)
    return bodies_of(view, found if len(found) >= len(actors) else actors)


def _signers_right(view: View, cue: Cue, sentence: Sentence, match: re.Match[str]) -> list[Slot]:
    """Two or more that are named after “par”; for who signs in office, the body."""
    found = bodies_of(view, _actors_right(view, cue, sentence, match))
    return found if len(found) > 1 else []


def _people_listed(view: View, cue: Cue, sentence: Sentence, match: re.Match[str]) -> list[Slot]:  # noqa: ARG001 (one signature)
    """The people after the match, behind dates and places, counted or listed."""
    return people_listed(
        view, over_circumstances(view, view.token_at(match.end()), sentence.end), sentence.end
    )


def _aim(view: View, cue: Cue, sentence: Sentence, match: re.Match[str]) -> list[Slot]:
    """What something is for: the infinitive clause after the match, else its noun phrases."""
    start = view.token_at(match.end())
    infinitive = start < sentence.end and "Inf" in verb_form(view.doc[start])
    return (_infinitive if infinitive else _phrase)(view, cue, sentence, match)


def _self(view: View, cue: Cue, sentence: Sentence, match: re.Match[str]) -> list[Slot]:  # noqa: ARG001 (one signature)
    """The description of people that begins with the match."""
    slot = read_people(view, view.token_at(match.start()), sentence.end)
    return _named_instead(view, slot, sentence.end) if slot and slot.described else []


def _people_object(view: View, cue: Cue, sentence: Sentence, match: re.Match[str]) -> list[Slot]:
    """The description of people after the match; a counted one also behind a venue."""
    slots = people_object(view, cue, sentence, match)
    if slots:
        return slots
    behind = over_circumstances(view, view.token_at(match.end()), sentence.end)
    slot = read_people(view, behind, sentence.end)
    return [slot] if slot and slot.described and slot.count is not None else []


def _staff_left(view: View, cue: Cue, sentence: Sentence, match: re.Match[str]) -> list[Slot]:
    """The people who are the subject of the match, by what they are: those who learn, or whom names tell, are not."""
    slots = [slot for slot in people_left(view, cue, sentence, match) if not _says_more(view, slot.start)]
    return [s for slot in slots if not generic(view, slot) for s in _named_instead(view, slot, sentence.end)]


def _says_more(view: View, start: int) -> bool:
    """Whether a description only says more of the person named before it: “A et B, | moniteurs |, encadrent …”."""
    before = view.mention_at.get(start - 2) if start > 1 and view.doc[start - 1].text == "," else None
    return before is not None and before.label_ == "PER"


def _named_instead(view: View, slot: Slot, limit: int) -> list[Slot]:
    """A description of so many people, or the names apposed to it: “deux comptables, | A et B |, ont animé”."""
    if slot.count is None or slot.end >= limit or view.doc[slot.end].text not in {",", ":", "("}:
        return [slot]
    names = names_from(view, slot.end + 1, limit, Cue("", re.compile(""), accept=("PER",)))
    return names if len(names) == slot.count else [slot]


def _speaker(view: View, cue: Cue, sentence: Sentence, match: re.Match[str]) -> list[Slot]:  # noqa: ARG001 (one signature)
    """The body that says “nous”."""
    return speaker(view, sentence)


# How many generic words may lead to a name: “de | l'association | X”.
_GENERIC = 2
# Ways that read on from the match.
_RIGHTWARD = frozenset({"right", "people_right", "people_object", "phrase"})

WAYS: dict[str, Callable[[View, Cue, Sentence, re.Match[str]], list[Slot]]] = {
    "right": _right,
    "beside": _beside,
    "listed_beside": _listed_beside,
    "left": _left,
    "apposed": _apposed,
    "subject": _subject,
    "both": _both,
    "pair": _pair,
    "object": _object,
    "phrase": _phrase,
    "phrase_left": _phrase_left,
    "infinitive": _infinitive,
    "aim": _aim,
    "sentence_subject": _sentence_subject,
    "actors_left": _actors_left,
    "actors_right": _actors_right,
    "actors_both": _actors_both,
    "actors_pair": _actors_pair,
    "both_parties": _both_parties,
    "signers_left": _signers_left,
    "signers_right": _signers_right,
    "self": _self,
    "speaker": _speaker,
    "staff_left": _staff_left,
    "people_right": people_right,
    "people_left": people_left,
    "people_object": _people_object,
    "people_listed": _people_listed,
}
