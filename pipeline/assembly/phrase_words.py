"""The words of noun phrases: what stands before a noun, who is people, and what the tagger or tokenizer misreads.

Positions are token indices.
"""

from __future__ import annotations

from pipeline.assembly.phrase_rules import OF, rules
from pipeline.assembly.view import View, lower

_BEFORE_DATE = {"ce", "le", "du", "les", "en", "dès"}
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
    while end < limit and glued(view, end):
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


def entry(view: View, start: int) -> str:
    """The preposition that leads to the phrase at `start`, without its article; empty where there is none."""
    i = start - 1
    while i >= 0 and lower(view.doc[i]) in {"la", "l'", "le", "les", "un", "une"}:
        i -= 1
    return plain(lower(view.doc[i])) if i >= 0 else ""


def plain(preposition: str) -> str:
    """A preposition without the article it contains: “aux” is “à”, “du” is “de”."""
    if preposition in {"au", "aux", "a"}:
        return "à"
    return "de" if preposition in OF else preposition


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


def glued(view: View, i: int) -> bool:
    """Inside a word that the tokenizer cut: “sages-femmes”, “one-health”, “et/ou”."""
    if i == 0:
        return False
    before, token = view.doc[i - 1], view.doc[i]
    adjacent = not before.whitespace_ and before.idx + len(before) == token.idx
    return adjacent and (token.text in "-/–" or before.text in "-/–") and not token.is_space
