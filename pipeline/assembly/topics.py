"""Where topics stand: the constructions of `models/cues/topics.toml` applied to a Doc."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from pipeline.assembly.cues import Cue, load_cues, possible
from pipeline.assembly.listings import may_list, programme
from pipeline.assembly.patterns import compile_pattern
from pipeline.assembly.phrases import TokenSpan, coordinated, entry, is_people, rules, skip_determiners
from pipeline.assembly.prefilter import need_of
from pipeline.assembly.view import Sentence, View, lower, verb_form

_QUOTES = {"«": "»", "“": "”", '"': '"', "‘": "’", "„": "“", "”": "”", "'": "'"}
_TITLE_LENGTH = 40
_BARRIER = re.compile(r"[.;:!?«»]")
_NAMES = {"LOC", "ORG", "PER"}
_VERBAL = {"AUX", "VERB"}
# How many characters a link may stand away from what it belongs to.
_REACH = 150
# Heads that name the event, a time, a way or nothing in particular, never what is taught.
_HOLLOW = compile_pattern(
    "(?:thèmes?|thématiques?|problématique|questions?|sujets?|domaines?|modules?|fois|cours|place|effet|outre|particulier"
    "|général|ligne|présentiel|distanciel|terme|but|objectif|objectifs|base|bases|vue|fin|début|cadre|jours?|semaines?"
    "|mois|heures?|ans?|années?|édition|cours|participants?|question|sens|niveau|niveaux|plan|plans|terrain|place|site"
    "|intention|endroit|profit|suite|même|cela|ceci|celui|celle|ceux|tous|toutes|plusieurs|autres?|formation|formations"
    "|atelier|séminaire|session|programme|projet|fait|faits|matière|moins|plus|moyenne|total|partie|charge|raison|œuvre)"
)


@dataclass(frozen=True, slots=True)
class TopicMatch:
    """A topic's token span and the rule that found it."""

    start: int
    end: int
    rule: str


@cache
def _triggers() -> re.Pattern[str]:
    return compile_pattern("{teaching}")


def may_find(view: View) -> bool:
    """Whether there may be a topic: a cue or a programme. True may be wrong, False never is."""
    return _tells_of_training(view) and (
        may_list(view)
        or any(
            True
            for cue in possible(view, load_cues("topics"))
            for sentence in view.sentences
            for _ in cue.matches(view, sentence)
        )
    )


def _tells_of_training(view: View) -> bool:
    """Whether a text holds a word that can announce a training or a meeting."""
    need = need_of(_triggers().pattern)
    return (need is None or view.meets([need])) and _triggers().search(view.folded) is not None


def find_topics(view: View) -> list[TopicMatch]:
    """The topics of a Doc, those of different cues possibly overlapping."""
    if not _tells_of_training(view):
        return []
    found = [TopicMatch(*item.title, "topic.programme") for item in programme(view)]
    cues = possible(view, load_cues("topics"))
    for sentence in view.sentences:
        for cue in cues:
            for match in cue.matches(view, sentence):
                found += [TopicMatch(*span, cue.rule) for span in _take(view, cue, sentence, match)]
    return found


def _take(view: View, cue: Cue, sentence: Sentence, match: re.Match[str]) -> Iterator[TokenSpan]:
    match cue.take:
        case "title":
            title = _title(view, view.token_at(match.end()), sentence)
            if title:
                yield title
        case "before":
            yield from _before(view, sentence, match.start())
        case "word":
            yield from _word(view, view.token_at(match.end()))
        case "lines":
            if match.end() == sentence.end_char:
                yield from _lines(view, sentence)
        case _:
            for end in _ends(view, cue, sentence, match):
                items = list(_list(view, cue, end, sentence))
                if items:
                    yield from items
                    return


def _before(view: View, sentence: Sentence, char: int) -> Iterator[TokenSpan]:
    """The list that opens the sentence and ends at `char`: “la taille et le greffage | ont été abordés”."""
    limit = view.token_at(char)
    items = coordinated(view, sentence.start, limit)
    if items and items[-1][1] >= limit - 1:
        yield from (item for item in items if _is_topic(view, item, things=True, first=True))


def _word(view: View, i: int) -> Iterator[TokenSpan]:
    """A common noun right behind the event noun: “atelier | couture”."""
    if (
        i + 1 < len(view.doc)
        and view.doc[i].pos_ == "NOUN"
        and view.doc[i].is_alpha
        and _is_topic(view, (i, i + 1), things=True, first=True)
    ):
        yield i, i + 1


def _ends(view: View, cue: Cue, sentence: Sentence, match: re.Match[str]) -> Iterator[int]:
    """Where a topic may begin: after the match, or after each link that follows it within the clause."""
    if cue.link is None:
        yield match.end()
        return
    barrier = _BARRIER.search(view.folded, match.end(), sentence.end_char)
    limit = min(barrier.start() if barrier else sentence.end_char, match.end() + _REACH)
    previous = view.token_at(match.end())
    for link in cue.link.finditer(view.folded, match.end(), limit):
        token = view.token_at(link.start())
        if not cue.over_verbs and any(view.doc[i].pos_ in _VERBAL for i in range(previous, token)):
            return
        if view.doc[token].pos_ not in _VERBAL or len(link[0]) > 2:  # noqa: PLR2004 (“a” for “à”)
            yield link.end()


def _list(view: View, cue: Cue, char: int, sentence: Sentence) -> Iterator[TokenSpan]:
    begin = view.token_at(char)
    while begin < sentence.end and view.doc[begin].text in {":", "-", "–"}:
        begin += 1
    head = skip_determiners(view, begin, sentence.end)
    quoted = _quoted(view, head, sentence)
    if quoted:
        yield from _quoted_list(view, quoted, sentence)
        return
    if _adjunct_at(view, begin):
        return
    for number, span in enumerate(coordinated(view, begin, sentence.end)):
        if not _is_topic(view, span, things=cue.things, first=number == 0):
            break
        yield span


def _adjunct_at(view: View, i: int) -> bool:
    """Whether an adjunct begins at token `i` or with the preposition before it (“formation à | l'intention de”)."""
    if i >= len(view.doc) or rules().adjunct.match(view.folded, view.doc[i].idx):
        return True
    simple = {"à", "a", "au", "aux", "en", "sur", "dans", "l'", "la"}
    starts = [k for k in (i - 1, i - 2) if k >= 0 and lower(view.doc[k]) in simple]
    return any(rules().adjunct.match(view.folded, view.doc[k].idx) for k in starts)


def _is_topic(view: View, span: TokenSpan, *, things: bool, first: bool) -> bool:
    start, end = span
    head, mention = view.doc[start], view.mention_at.get(start)
    if mention is not None and mention.label_ in {"DATE", "PER"}:
        return False
    if first and mention is not None and mention.end >= end and not _subject_of(view, start, mention.label_):
        return False
    if (
        rules().area.fullmatch(lower(head))
        or head.pos_ in {"PRON", "NUM", "AUX", "DET"}
        or not any(char.isalpha() for char in head.text)
    ):
        return False
    if end - start == 1 and (_HOLLOW.fullmatch(lower(head)) or len(head) < 3):  # noqa: PLR2004 (“en 3 D”)
        return False
    if things and ("Inf" in verb_form(head) or view.doc[start - 1].pos_ == "AUX"):
        return False
    return not (things and is_people(view, start, end)) and not (_HOLLOW.fullmatch(lower(head)) and things)


def _subject_of(view: View, start: int, label: str) -> bool:
    """Whether a name can be what is taught: “sur la CIDE”, “en TRE”, never a place or “à l'ENA”."""
    return label not in _NAMES or (
        label == "ORG" and entry(view, start) in {"sur", "en", "de", "matière", "autour"}
    )


def _quoted(view: View, i: int, sentence: Sentence) -> TokenSpan | None:
    """The inside of a quotation that opens at `i`, whatever its length; None where none does."""
    doc = view.doc
    if i >= sentence.end or doc[i].text[0] not in _QUOTES:
        return None
    closing = _QUOTES[doc[i].text[0]]
    opening_end = i + 1
    while opening_end < len(doc) and doc[opening_end].text in _QUOTES and doc[opening_end].text in "‘’'":
        opening_end += 1
    for j in range(opening_end, min(len(doc), i + _TITLE_LENGTH)):
        if doc[j].text[0] == closing or (closing == "”" and doc[j].text[0] == '"'):
            return _trim(view, opening_end, j)
    return None


def _quoted_list(view: View, span: TokenSpan, sentence: Sentence) -> Iterator[TokenSpan]:
    """A quotation and those coordinated with it: « A », « B » et « C »."""
    quoted: TokenSpan | None = span
    while quoted and quoted[1] > quoted[0]:
        yield quoted
        i = quoted[1] + 1
        while i < sentence.end and (
            view.doc[i].text in {",", ";"}
            or view.doc[i].is_space
            or lower(view.doc[i]) in {"et", "ou", "puis"}
        ):
            i += 1
        quoted = _quoted(view, skip_determiners(view, i, sentence.end), sentence)


def _title(view: View, start: int, sentence: Sentence) -> TokenSpan | None:
    """A quoted title, or else the words up to the end of the sentence after a colon."""
    i = start
    while i < sentence.end and (view.doc[i].is_space or view.doc[i].text in {":", ","}):
        i += 1
    quoted = _quoted(view, i, sentence)
    if quoted:
        return quoted
    if i > start or (i < sentence.end and lower(view.doc[i]) in {"le", "la", "les", "l'", "du", "des"}):
        end = next((k for k in range(i, sentence.end) if view.doc[k].text in {".", ";", ","}), sentence.end)
        if 0 < end - i <= _TITLE_LENGTH and view.doc[start].text == ":":
            return _trim(view, skip_determiners(view, i, end), end)
        listed = coordinated(view, i, sentence.end)
        return listed[0] if listed else None
    return None


def _lines(view: View, sentence: Sentence) -> Iterator[TokenSpan]:
    """The list items on the lines that follow `sentence`."""
    for item in view.sentences[sentence.index + 1 :]:
        if not item.bullet:
            break
        start = item.start
        while start < item.end and (
            view.doc[start].is_punct or view.doc[start].text in "-–—•*·" or view.doc[start].is_digit
        ):
            start += 1
        end = next((k for k in range(start, item.end) if view.doc[k].text in {";", ".", ":", "("}), item.end)
        span = _trim(view, skip_determiners(view, start, end), end)
        if span[1] > span[0]:
            yield span


def _trim(view: View, start: int, end: int) -> TokenSpan:
    doc = view.doc
    while start < end and (doc[start].is_space or doc[start].text in "«“\"'‘:"):
        start += 1
    start = skip_determiners(view, start, end)
    while end > start and (doc[end - 1].is_space or doc[end - 1].text in "?!.,;»”\"’'…"):
        end -= 1
    return start, end
