"""Noun phrases by part of speech: where one ends, and which are coordinated.

A surface chunker instead of a parse: on real news the attachments of long complements are what a parser of this
size gets wrong, while the end of a maximal noun phrase is marked by few signs (a finite verb, a relative, an
adjunct, punctuation). Positions are token indices; spans are half-open.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from spacy.tokens import Token

from pipeline.assembly import company
from pipeline.assembly.complements import is_due, join_shared, leads_to_two, reaches, shares_complement
from pipeline.assembly.phrase_rules import LINKS, OF, TokenSpan, rules
from pipeline.assembly.view import View, lower, verb_form

_NOMINAL = {"NOUN", "PROPN", "ADJ", "NUM", "X", "SYM", "INTJ"}
_OPENING = {"«": "»", "“": "”", '"': '"', "‘": "’", "(": ")"}
_BEFORE_DATE = {"ce", "le", "du", "les", "en", "dès"}
_QUOTE_LENGTH = 14
# Prepositions of which each leads to a matter: “en apiculture et surtout sur | le suivi des ruches”.
_ALIKE = {"à", "en", "sur"}
_LIST_LENGTH = 20
_NOUN_LENGTH = 5


def is_people(view: View, start: int, end: int) -> bool:
    """Whether the first noun of the token span names people."""
    for i in range(start, end):
        token = view.doc[i]
        if any(rules().people.fullmatch(word) for word in (lower(token), _hyphened(view, i, end))):
            return True
        if token.pos_ in {"NOUN", "PROPN"} and not lower(token).endswith(("aine", "ines")):
            return False
    return False


def _hyphened(view: View, i: int, limit: int) -> str:
    """The word that begins at token `i`, with what the tokenizer cut off at its hyphens: “sages-femmes”."""
    end = i + 1
    while end < limit and _glued(view, end):
        end += 1
    return view.folded[view.doc[i].idx : view.doc[end - 1].idx + len(view.doc[end - 1])]


def over_circumstance(view: View, i: int, limit: int) -> int:
    """Behind a date or a place that stands before the name: “organisée | samedi à Sfax | le Croissant-Rouge”."""
    while i < limit:
        mention = view.mention_at.get(i)
        after = view.mention_at.get(i + 1)
        if mention is not None and mention.label_ == "DATE":
            i = mention.end
        elif lower(view.doc[i]) in {"à", "au", "en"} and after is not None and after.label_ == "LOC":
            i = after.end
        elif lower(view.doc[i]) in _BEFORE_DATE and after is not None and after.label_ == "DATE":
            i += 1
        else:
            break
    return i


def skip_determiners(view: View, i: int, limit: int) -> int:
    """The first token from `i` on that is no determiner, contraction or opening quote."""
    doc = view.doc
    while i < limit and (
        (doc[i].pos_ == "DET" and lower(doc[i]) not in {"quelques", "plusieurs"})
        or lower(doc[i])
        in {"le", "la", "les", "l'", "des", "du", "de", "d'", "un", "une", "même", "mêmes", "tous", "toutes"}
        or doc[i].is_space
    ):
        i += 1
    return i


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


def coordinated(view: View, start: int, limit: int, *, people: bool = False) -> list[TokenSpan]:
    """The coordinated noun phrases from `start` on, without determiners."""
    items: list[TokenSpan] = []
    preposition, repeated = entry(view, start), 0
    i = start
    while i < limit and len(items) < _LIST_LENGTH:
        head = skip_determiners(view, i, limit)
        again = _plain(lower(view.doc[head])) if items and head < limit else ""
        if again and (again == preposition or (not people and {again, preposition} <= _ALIKE)):
            repeated += again == preposition
            head = skip_determiners(view, head + 1, limit)
        comma = bool(items) and view.doc[items[-1][1]].text in {",", ";"}
        end = noun_phrase(view, head, limit, people=people, listed=comma and not people)
        if end == head or (comma and _is_clause(view, end, limit)):
            break
        items.append((head, end))
        i = _separator(view, end, limit)
        if i == end or (i < limit and rules().adjunct.match(view.folded, view.doc[i].idx)):
            break
    led = len(items) > 1 and repeated == len(items) - 1 and preposition in _ALIKE
    return items if led else _drop_loose_tail(view, join_shared(view, items), limit)


def entry(view: View, start: int) -> str:
    """The preposition that leads to the phrase at `start`, without its article; empty where there is none."""
    i = start - 1
    while i >= 0 and lower(view.doc[i]) in {"la", "l'", "le", "les", "un", "une"}:
        i -= 1
    return _plain(lower(view.doc[i])) if i >= 0 else ""


def _plain(preposition: str) -> str:
    """A preposition without the article it contains: “aux” is “à”, “du” is “de”."""
    if preposition in {"au", "aux", "a"}:
        return "à"
    return "de" if preposition in OF else preposition


def _step(view: View, i: int, start: int, limit: int, *, people: bool) -> int:
    """How many tokens the phrase takes at `i`; 0 where it ends."""
    token = view.doc[i]
    text = lower(token)
    if _glued(view, i) or (
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


def misread(view: View, i: int) -> bool:
    """Whether the tagger takes a noun for a small word: “pages web”, “en marketing”, “techniques de reboisement”."""
    token, text = view.doc[i], lower(view.doc[i])
    if token.pos_ == "ADP":
        return text not in rules().prepositions
    if text == "son" and token.pos_ == "DET" and i + 1 < len(view.doc):
        # “la prise de son et …”
        return view.doc[i + 1].pos_ in {"PUNCT", "CCONJ", "ADP"}
    if i == 0 or not token.is_alpha or len(text) < _NOUN_LENGTH:
        return False
    led = lower(view.doc[i - 1]) in OF | {"en", "au", "aux", "à", "la", "le", "l'", "les"}
    return led and (
        (token.pos_ == "ADV" and text.endswith("ment"))
        or (token.pos_ == "PRON" and rules().pronouns.fullmatch(text) is None)
    )


def _stop(view: View, i: int, start: int, limit: int, people: bool) -> int:  # noqa: ARG001, FBT001 (one signature)
    return 1 if i == start and view.doc[i].pos_ not in {"PUNCT", "CCONJ", "SCONJ", "PRON"} else 0


def _take(view: View, i: int, start: int, limit: int, people: bool) -> int:  # noqa: ARG001, FBT001 (one signature)
    return 1


def _verb(view: View, i: int, start: int, limit: int, people: bool) -> int:  # noqa: FBT001 (one signature)
    token = view.doc[i]
    form = verb_form(token)
    if i == start:
        return 1
    if rules().participle.fullmatch(lower(token)):
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
        1 if i + 1 < limit and (view.doc[i + 1].pos_ == "ADJ" or (i == start and _glued(view, i + 1))) else 0
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
            if not people and _plain(lower(nxt)) != preposition and any(word in LINKS for word in before)
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


def _glued(view: View, i: int) -> bool:
    """Inside a word that the tokenizer cut: “sages-femmes”, “one-health”, “et/ou”."""
    if i == 0:
        return False
    before, token = view.doc[i - 1], view.doc[i]
    adjacent = not before.whitespace_ and before.idx + len(before) == token.idx
    return adjacent and (token.text in "-/–" or before.text in "-/–") and not token.is_space


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


def _separator(view: View, i: int, limit: int) -> int:
    """The position after a list separator at `i`; `i` where there is none."""
    doc, j = view.doc, i
    if j < limit and doc[j].text == "(":
        close = next((k for k in range(j, min(limit, j + 8)) if doc[k].text == ")"), j)
        j = close + 1 if close > j else j
    began = j
    while j < limit and (doc[j].text in {",", ";"} or lower(doc[j]) in {"et", "ou"} or doc[j].is_space):
        j += 1
    match = _AND_ALSO.match(view.folded, doc[j].idx) if j < limit else None
    if match:
        return view.token_at(match.end())
    return j if j > began else i


_CLOSING = {"et", "ou", "que", "aussi", ";"}
_AND_ALSO = re.compile(
    r"(?:ainsi que|mais aussi|mais également|puis|de même que|sans oublier|sans compter"
    r"|encore|enfin|surtout|même|également|aussi|dans un (?:second|deuxième|troisième|dernier) temps,?|d'autre part,?"
    r"|en (?:deuxième|seconde|dernière) (?:étape|partie|phase),?)\s+"
)


def _is_clause(view: View, i: int, limit: int) -> bool:
    """Whether a finite verb follows at `i`: the phrase before it is the subject of a clause, not a list item."""
    while i < limit and view.doc[i].pos_ in {"ADV", "SPACE"}:
        i += 1
    return i < limit and view.doc[i].pos_ in {"VERB", "AUX", "PRON"} and "Part" not in verb_form(view.doc[i])


def _drop_loose_tail(view: View, items: list[TokenSpan], limit: int) -> list[TokenSpan]:
    """A comma list counts only if “et” or the end of the sentence closes it; else it was an apposition."""
    if len(items) < 2:  # noqa: PLR2004 (one item is no list)
        return items
    last_start, last_end = items[-1]
    closed = any(lower(view.doc[k]) in _CLOSING for k in range(items[0][1], last_start))
    at_end = last_end >= limit - 1 or view.doc[last_end].text in {".", ";", "…", "...", ")", "»"}
    three = len(items) > 2  # noqa: PLR2004 (an apposition is one)
    if closed or (at_end and three):
        return items
    return items[:1]
