"""Noun phrases by part of speech: where one ends.

A surface chunker instead of a parse: on real news the attachments of long complements are what a parser of this
size gets wrong, while the end of a maximal noun phrase is marked by few signs (a finite verb, a relative, an
adjunct, punctuation). Positions are token indices; spans are half-open.
"""

from __future__ import annotations

from collections.abc import Callable

from spacy.tokens import Token

from pipeline.assembly import company
from pipeline.assembly.complements import is_due, leads_to_two, reaches, shares_complement
from pipeline.assembly.phrase_rules import LINKS, OF, rules
from pipeline.assembly.phrase_words import entry, glued, is_people, misread, plain, skip_determiners
from pipeline.assembly.view import View, lower, verb_form

_NOMINAL = {"NOUN", "PROPN", "ADJ", "NUM", "X", "SYM", "INTJ"}
_OPENING = {"«": "»", "“": "”", '"': '"', "‘": "’", "(": ")"}
_QUOTE_LENGTH = 14


def noun_phrase(view: View, start: int, limit: int, *, people: bool = False, listed: bool = False) -> int:
    """The end of the noun phrase that begins at `start`; `start` itself where there is none.

    `people=True` keeps only complements with "de": what follows another preposition tells of the event. Inside
    a comma list (`listed=True`), “et” and a bare noun begin the last item.
    """
    doc, i = view.doc, start
    while i < limit:
        if (
            listed
            and lower(doc[i]) in {"et", "ou"}
            and i + 1 < limit
            and doc[i + 1].pos_ in {"NOUN", "PROPN"}
        ):
            break
        step = company.more(view, start, i, limit) if people and i > start else 0
        step = step or _step(view, i, start, limit, people=people)
        if step == 0:
            break
        i += step
    while i > start and _dangles(doc[i - 1]) and not misread(view, i - 1):
        i -= 1
    return i


def _step(view: View, i: int, start: int, limit: int, *, people: bool) -> int:
    """How many tokens the phrase takes at `i`; 0 where it ends."""
    token = view.doc[i]
    text = lower(token)
    if glued(view, i) or (
        i > start and lower(view.doc[i - 1]) == "langue" and token.is_alpha and token.pos_ != "ADP"
    ):
        return 1
    if token.is_space:
        return 0 if "\n" in token.text else 1
    ends = people and text in OF and i > start and company.ends_at(view, i, limit)
    if ends or text in rules().relatives or _in_date(view, i) or _adjunct(view, i, start):
        return 0
    if text in _OPENING:
        return _quoted(view, i, start, limit)
    decide: Callable[[View, int, int, int, bool], int] = _DECISIONS.get(token.pos_, _stop)
    if misread(view, i):
        return 1
    if text in OF or text in LINKS:
        decide = _preposition
    return decide(view, i, start, limit, people)


def _stop(view: View, i: int, start: int, limit: int, people: bool) -> int:  # noqa: ARG001, FBT001 (one signature)
    return 1 if i == start and view.doc[i].pos_ not in {"PUNCT", "CCONJ", "SCONJ", "PRON"} else 0


def _take(view: View, i: int, start: int, limit: int, people: bool) -> int:  # noqa: ARG001, FBT001 (one signature)
    return 1


def _verb(view: View, i: int, start: int, limit: int, people: bool) -> int:  # noqa: FBT001 (one signature)
    token = view.doc[i]
    form = verb_form(token)
    if i == start:
        return 1
    based = i + 1 < limit and lower(token).startswith("basé") and lower(view.doc[i + 1]) == "sur"
    if rules().participle.fullmatch(lower(token)) and not based:
        return 0
    if lower(view.doc[i - 1]) in OF and "Part" not in form:
        return 1
    if "Part" in form:
        named = company.before_acronym(view, i, limit)
        return 1 if named or ("Past" in token.morph.get("Tense", []) and not people) else 0
    if "Inf" in form:
        return 1 if lower(view.doc[i - 1]) in OF | {"à"} else 0
    return 0


def _adverb(view: View, i: int, start: int, limit: int, people: bool) -> int:  # noqa: ARG001, FBT001 (one signature)
    return (
        1 if i + 1 < limit and (view.doc[i + 1].pos_ == "ADJ" or (i == start and glued(view, i + 1))) else 0
    )


def _determiner(view: View, i: int, start: int, limit: int, people: bool) -> int:  # noqa: ARG001, FBT001 (one signature)
    before = view.doc[max(i - 1, 0)]
    if (
        i + 1 < limit
        and lower(view.doc[i + 1]) in {"plus", "moins"}
        and i > start
        and before.pos_ in {"NOUN", "ADJ"}
    ):
        # “les troubles | les plus courants”
        return 2
    opens = before.pos_ in {"ADP", "DET"} or lower(before) in OF or "Inf" in verb_form(before)
    return 1 if i > start and opens else 0


def _preposition(  # noqa: PLR0911 (one line a case)
    view: View,
    i: int,
    start: int,
    limit: int,
    people: bool,  # noqa: FBT001 (one signature)
) -> int:
    if i == start or i + 1 >= limit:
        return 0
    text, nxt = lower(view.doc[i]), view.doc[i + 1]
    if nxt.is_punct and nxt.text not in _OPENING:
        return 0
    if text in OF:
        # “permettre aux jeunes | de développer”: what people do is no part of who they are.
        done = people and "Inf" in verb_form(nxt) and is_people(view, start, i)
        return 0 if done or _in_date(view, i + 1) else 1
    mention = view.mention_at.get(i + 1)
    place = mention is not None and mention.label_ in {"LOC", "ORG", "PER"}
    if not people and ((place and reaches(view, i)) or _done_by(view, i, limit)):
        return 1
    if text == "à" and lower(nxt) == "partir":
        return 2
    if people or place or _in_date(view, i + 1) or "Part" in verb_form(nxt):
        return 0
    after = skip_determiners(view, i + 1, limit)
    if _in_area(view, i, after, limit) or (text == "par" and nxt.pos_ == "DET"):
        return 0
    if text == "à" and nxt.pos_ == "NUM":
        return int(rules().manner.match(view.folded, view.doc[i].idx) is not None)
    if (
        text in {"pour", "par", "au", "aux"}
        and not rules().governing.fullmatch(lower(view.doc[i - 1]))
        and _for_people(view, i + 1, after, limit)
    ):
        return 0
    return int(not (text in {"à", "en"} and "Inf" in verb_form(nxt)) or (not people and is_due(view, i)))


def _in_area(view: View, i: int, head: int, limit: int) -> bool:
    """“dans les régions de …” tells where."""
    where = head < limit and lower(view.doc[i]) in {"dans", "à", "au", "aux"}
    return where and rules().area.fullmatch(lower(view.doc[head])) is not None


def _done_by(view: View, i: int, limit: int) -> bool:
    """“maladies transmises | par la viande crue”: what does it, where the participle before tells of no event."""
    head = skip_determiners(view, i + 1, limit)
    if head == limit or lower(view.doc[i]) != "par" or "Part" not in verb_form(view.doc[i - 1]):
        return False
    return (
        not is_people(view, head, min(limit, head + 2))
        and rules().actor.fullmatch(lower(view.doc[head])) is None
        and view.mention_at.get(head) is None
    )


def _for_people(view: View, i: int, head: int, limit: int) -> bool:
    return view.doc[i].pos_ in {"NUM", "VERB"} or is_people(view, head, min(limit, head + 2))


def _conjunction(  # noqa: PLR0911 (one line a case)
    view: View,
    i: int,
    start: int,
    limit: int,
    people: bool,  # noqa: FBT001 (one signature)
) -> int:
    """Whether "et"/"ou" continues the phrase: a shared complement, a second adjective, a second "de" complement."""
    if lower(view.doc[i]) not in {"et", "ou", "&"} or i + 1 >= limit or i == start or _named(view, i + 1):
        return 0
    nxt, before = view.doc[i + 1], [lower(t) for t in view.doc[start:i]]
    if lower(nxt) in {"leur", "leurs"} and not people:
        return 2
    has_complement = any(word in OF for word in before)
    preposition = entry(view, start)
    if nxt.pos_ == "ADJ":
        return 1
    if lower(nxt) in OF:
        done = i + 2 < limit and "Inf" in verb_form(view.doc[i + 2])
        if not people and (done or leads_to_two(view, start, i, limit)):
            return 0
        if people and is_people(view, i + 2, min(limit, i + 3)):
            return 1
        return 1 if has_complement and (people or preposition != "de") else 0
    if lower(nxt) in LINKS:
        return (
            1
            if not people and plain(lower(nxt)) != preposition and any(word in LINKS for word in before)
            else 0
        )
    if nxt.pos_ in {"NOUN", "PROPN", "X"}:
        if people or (
            has_complement and view.doc[i - 1].pos_ in {"NOUN", "PROPN"} and _last_link(before) in OF
        ):
            return 1
        return 1 if shares_complement(view, start, i, i + 1, limit) else 0
    shared = nxt.pos_ == "DET" and not people and shares_complement(view, start, i, i + 1, limit)
    return 2 if shared else 0


def _named(view: View, i: int) -> bool:
    mention = view.mention_at.get(i)
    return mention is not None and mention.start == i and mention.label_ in {"PER", "ORG"}


def _last_link(words: list[str]) -> str:
    return next((word for word in reversed(words) if word in OF or word in LINKS), "")


_DECISIONS: dict[str, Callable[[View, int, int, int, bool], int]] = {
    **dict.fromkeys(_NOMINAL, _take),
    "VERB": _verb,
    "AUX": _verb,
    "ADV": _adverb,
    "DET": _determiner,
    "ADP": _preposition,
    "CCONJ": _conjunction,
}


def _in_date(view: View, i: int) -> bool:
    mention = view.mention_at.get(i)
    return mention is not None and mention.label_ == "DATE"


def _adjunct(view: View, i: int, start: int) -> bool:
    return i > start and rules().adjunct.match(view.folded, view.doc[i].idx) is not None


def _quoted(view: View, i: int, start: int, limit: int) -> int:
    """The length of a short quotation that opens at `i`; 0 where it is a parenthesis or does not close."""
    if view.doc[i].text == "(" and i > start:
        return 0
    closing = _OPENING[view.doc[i].text]
    for j in range(i + 1, min(limit, i + _QUOTE_LENGTH)):
        if view.doc[j].text == closing:
            return j + 1 - i
    return 0


def _dangles(token: Token) -> bool:
    return (
        token.is_space
        or token.pos_ in {"DET", "CCONJ", "ADV"}
        or (token.pos_ == "ADP" and lower(token) in rules().prepositions)
        or (token.is_punct and token.text not in '»”"’)')
    )
