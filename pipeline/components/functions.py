"""What a text says a person is: “ministre de l'Eau, X”, “X, directrice de l'ANPE”; in both orders.

`span._.function` and `span._.organisation` of a PER mention give both as text, or None.
"""

from __future__ import annotations

from dataclasses import dataclass

from spacy.tokens import Doc, Span

from pipeline import countries
from pipeline.components import spans
from pipeline.components.institutions import is_adjective, is_stop
from pipeline.components.names import Names, forms, is_capitalised, word_class
from pipeline.components.titles import title_at
from pipeline.countries import fold

_REACH = 30

if not Span.has_extension("function"):
    Span.set_extension("function", getter=lambda span: _texts(span)[0])
    Span.set_extension("organisation", getter=lambda span: _texts(span)[1])


@dataclass(frozen=True, slots=True)
class Function:
    """A function as token range `[start, end)`, and the token range of the organisation in it, if any."""

    start: int
    end: int
    organisation: tuple[int, int] | None


def mentioned(doc: Doc) -> Names:
    """The PER, ORG and LOC mentions of `doc` as names."""
    names = Names(doc)
    for span in spans.mentions(doc, "PER", "ORG", "LOC"):
        names.add(span.start, span.end, span.label_, span.id_)
    return names


def function_of(names: Names, start: int, end: int) -> Function | None:
    """The function that the text gives right after or right before the name `[start, end)`."""
    return _after(names, end) or _before(names, start)


def _texts(span: Span) -> tuple[str | None, str | None]:
    """The function and the organisation that the text gives the name `span`, as text."""
    names = mentioned(span.doc)
    found = function_of(names, span.start, span.end)
    if found is None:
        return None, None
    return names.text(found.start, found.end), names.text(*found.organisation) if found.organisation else None


def phrase_end(names: Names, start: int) -> int:
    """The token after the function phrase whose head begins at `start`; `start` where no function does."""
    title = title_at(names, start)
    if title is None or title[0].kind != "function":
        return start
    token = title[1]
    limit = min(token + _REACH, len(names.words))
    while token < limit:
        following = _modifier(names, token) or _complement(names, token) or _second(names, token)
        if following is None:
            break
        token = following
    return token


def _after(names: Names, end: int) -> Function | None:
    """“X, vice-présidente d'Orinoco”, “X (maire)”, “X président de l'union”."""
    punctuated = names.word(end) in {",", "("}
    start = end + 1 if punctuated else end
    while names.folded(start) in {"le", "la", "l'"} and punctuated:
        start += 1
    stop = phrase_end(names, start)
    # Without a comma, only a function with a complement describes the name: “X ministre de l'Eau”.
    if stop <= start or (not punctuated and stop - start < 3) or _names_another(names, stop):  # noqa: PLR2004
        return None
    return _function(names, start, stop)


def _names_another(names: Names, token: int) -> bool:
    """Whether the phrase that ends before `token` belongs to the name after it: “X, le ministre Y”."""
    if names.word(token) == "," and names.owner[token + 1 : token + 2] != [None]:
        token += 1
    owner = names.owner[token] if token < len(names.words) else None
    return owner is not None and owner.label == "PER" and owner.start == token


def _before(names: Names, start: int) -> Function | None:
    """“le ministre togolais de l'Eau, X”, “la directrice de l'ANPE, Mme X”, “le président X”."""
    end = start
    for candidate in range(start - 1, max(start - _REACH, -1), -1):
        word = names.words[candidate]
        if word.isspace() or word in {".", ";", ":", "!", "?", "»", "«"}:
            break
        title = title_at(names, candidate)
        if title is None or title[0].plural:
            continue
        if title[0].kind in {"civility", "rank"} and title[1] == end:
            end = candidate - 1 if names.word(candidate - 1) == "," else candidate
        elif title[0].kind == "function":
            reach = phrase_end(names, candidate)
            if reach == end or (reach == end - 1 and names.words[reach] == ","):
                return _function(names, _widest(names, candidate, reach), reach)
    return None


def _widest(names: Names, start: int, end: int) -> int:
    """The start of the longest phrase with the same end: “fondateur et président de …”."""
    for candidate in range(max(start - 6, 0), start):
        if phrase_end(names, candidate) == end:
            return candidate
    return start


def _function(names: Names, start: int, end: int) -> Function:
    for token in range(start, end):
        owner = names.owner[token]
        if owner is not None and owner.label == "ORG" and owner.end <= end:
            return Function(start, end, (owner.start, owner.end))
    return Function(start, end, None)


def _modifier(names: Names, token: int) -> int | None:
    """An adjective, a demonym, “par intérim”, an organisation or a place set beside: the token after it."""
    owner = names.owner[token]
    if owner is not None:
        return owner.end if owner.label != "PER" and owner.start == token else None
    word = names.words[token]
    if names.folded(token) == "par" and names.folded(token + 1) == "interim":
        return token + 2
    small = word.islower() and (is_adjective(word) or fold(word) in word_class("function_adjective"))
    return token + 1 if small or countries.demonym(word) else None


def _complement(names: Names, token: int) -> int | None:
    """“de l'Eau”, “et de l'énergie”, “chargé de la paix”, “du groupe Orinoco”: the token after it."""
    start = token + 1 if names.word(token) in {"et", ","} else token
    if names.folded(start) in word_class("charged"):
        start += 1
    elif names.folded(start) == "en" and names.folded(start + 1) == "charge":
        start += 2
    linked = names.word(start).casefold() in forms("function_link") and start == token
    if not linked and names.folded(start) not in word_class("of"):
        return None
    noun = start + 1
    while names.folded(noun) in word_class("article") or names.folded(noun) in word_class("of"):
        noun += 1
    if noun >= len(names.words) or names.folded(noun) in word_class("determiner"):
        return None
    owner = names.owner[noun]
    if owner is not None:
        return owner.end if owner.label != "PER" else None
    found = names.words[noun]
    return noun + 1 if found[0].isalpha() and not is_stop(found) else None


def _second(names: Names, token: int) -> int | None:
    """“fondateur et président de …”, “secrétaire d'État, porte-parole”; a capitalised word of the title."""
    if names.word(token) in {"et", "/", "-"} and (end := phrase_end(names, token + 1)) > token + 1:
        return end
    word = names.words[token]
    is_title = is_capitalised(word) and is_capitalised(names.words[token - 1]) and names.owner[token] is None
    return token + 1 if is_title else None
