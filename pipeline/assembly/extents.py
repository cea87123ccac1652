"""What can be a topic, and where one ends: the noun phrase of `phrases` without what tells of the event."""

from __future__ import annotations

import re
from functools import cache

from pipeline.assembly.patterns import compile_pattern
from pipeline.assembly.phrase_rules import TokenSpan, rules
from pipeline.assembly.phrase_words import entry, is_people, misread, skip_determiners
from pipeline.assembly.view import View, lower, verb_form

_NAMES = {"LOC", "ORG", "PER"}
_WHERE = {"à", "au", "aux", "dans", "chez"}
# How many words may follow the participle that ends a topic: “la taille douce | expliquée aux jardiniers”.
_TAIL = 3
_NO_HEAD = {"PRON", "NUM", "AUX", "DET"}
_SHORTEST = 3
# Verbs whose object may be a name: “maîtriser Illustrator”.
_LEARNT = {"maîtriser", "apprendre", "découvrir", "utiliser"}
_DANGLING = {"ADP", "DET", "CCONJ", "ADV", "PUNCT", "SPACE"}


def is_topic(view: View, span: TokenSpan, *, things: bool, first: bool) -> bool:
    """Whether a phrase can be what is taught: no person, place, time or empty noun; with `things`, no action either."""
    start, end = _core(view, *span)
    head, mention = view.doc[start], view.mention_at.get(start)
    label = mention.label_ if mention is not None else ""
    whole = first and mention is not None and mention.end >= end and not _subject_of(view, start, label)
    somewhere = label == "LOC" and entry(view, start) in {"en", "à"}
    if whole or somewhere or label in {"DATE", "PER"} or _no_head(view, start) or _named(view, span):
        return False
    alone = end - start == 1
    short = len(head) < _SHORTEST and not head.text.isupper()
    full = _full().match(view.folded, head.idx) is not None
    empty = (alone or things) and ((_is("hollow", view, start) and not full) or short)
    bare = alone and first and entry(view, start) != "en" and _is("bare", view, start)
    if empty or bare or _announces(view, start) or _is_done(view, start):
        return False
    return not things or not (
        "Inf" in verb_form(head) or view.doc[start - 1].pos_ == "AUX" or is_people(view, start, end)
    )


def _no_head(view: View, i: int) -> bool:
    """Whether no topic begins with the token: a pronoun, a number, a finite verb, an area, a venue after “à”."""
    token = view.doc[i]
    pronoun = token.pos_ in _NO_HEAD and lower(token) not in {"se", "s'"} and not misread(view, i)
    finite = token.pos_ == "VERB" and (
        lower(token).endswith(("ons", "ez")) or (entry(view, i) == "en" and "Fin" in verb_form(token))
    )
    taught = rules().conducting.match(view.folded, token.idx)
    where = not taught and entry(view, i) in {"à", "dans"} and (_is("venue", view, i) or _is("body", view, i))
    training = _capacities().match(view.folded, token.idx) is not None
    grounded = entry(view, i) == "sur" and _is("ground", view, i)
    wordless = not any(char.isalpha() for char in token.text)
    return pronoun or finite or where or grounded or training or wordless or _is("area", view, i)


@cache
def _full() -> re.Pattern[str]:
    return compile_pattern("{full}")


def _is_done(view: View, i: int) -> bool:
    """Whether a participle stands where a noun should: “la formation sur l'impôt, | commencée lundi”."""
    token, before = view.doc[i], view.doc[i - 1]
    noun = i + 1 < len(view.doc) and lower(view.doc[i + 1]) in {"de", "d'", "du", "des"}
    return (
        token.pos_ == "VERB"
        and not noun
        and "Part" in verb_form(token)
        and token.text[0].islower()
        and before.pos_ != "DET"
        and lower(before) not in {"le", "la", "l'", "les", "du", "des", "au", "aux"}
    )


@cache
def _capacities() -> re.Pattern[str]:
    return compile_pattern(
        "renforcements? (?:des?|en) (?:(?:leurs?|ses) )?(?:capacités?|compétences?)(?! {of})"
        "|(?:re)?mises? à niveau(?! (?:{of}|en|sur|à|au|aux)\\b)"
    )


def is_interlude(view: View, span: TokenSpan) -> bool:
    """Whether an item of a programme is none of its lessons: “pause déjeuner”, “remise des attestations”."""
    first, last = view.doc[span[0]], view.doc[span[1] - 1]
    item = view.folded[first.idx : last.idx + len(last)]
    return compile_pattern("{interlude}").match(item) is not None


def _announces(view: View, start: int) -> bool:
    """Whether the noun only announces a title: “sur le thème « … »”."""
    after = view.doc[start + 1] if start + 1 < len(view.doc) else None
    return after is not None and after.text in {"«", '"', "“", ":"} and _is("hollow", view, start)


def cut(view: View, span: TokenSpan) -> TokenSpan:
    """The topic without what follows it in the phrase: where it is taught, to how many people, what was said of it."""
    start, end = _core(view, *span)
    for i in range(start + 1, end):
        if _where(view, i, end) or _whom(view, i, end) or _told(view, i, end) or _owner(view, i, end):
            end = i
            break
    while end > start + 1 and _dangles(view, end - 1):
        end -= 1
    return start, end


def _dangles(view: View, i: int) -> bool:
    token = view.doc[i]
    return token.pos_ in _DANGLING and token.text not in '»”"’)' and not misread(view, i)


def _core(view: View, start: int, end: int) -> TokenSpan:
    """The matter in “un volet théorique sur | la botanique”, “un cours d'initiation à | l'arabe”."""
    level = _level().match(view.folded, view.doc[start].idx) is not None
    if not (level or _is("vessel", view, start)):
        return behind_of(view, start, end), end
    for i in range(start + 3 if level else start + 1, min(start + (7 if level else 4), end - 1)):
        if lower(view.doc[i]) in {"sur", "en", "à", "au", "aux"} and not _is("vessel", view, i + 1):
            return skip_determiners(view, i + 1, end), end
    return start, end


@cache
def _level() -> re.Pattern[str]:
    return compile_pattern("(?:re)?mises? à niveau")


def behind_of(view: View, start: int, end: int) -> int:
    """Where the matter begins behind a noun that only leads to it: “aspects de | la sécurité”; else `start`."""
    if not _is("matter", view, start):
        return start
    i = start + 1
    while i < end and view.doc[i].pos_ == "ADJ":
        i += 1
    linked = i < end - 1 and lower(view.doc[i]) in {"de", "d'", "du", "des"}
    return skip_determiners(view, i, end) if linked else start


def _where(view: View, i: int, end: int) -> bool:
    """“français langue étrangère | au réfectoire”, “mécanique cycliste | dans son local”."""
    if lower(view.doc[i]) not in _WHERE or i + 1 >= end:
        return False
    head = skip_determiners(view, i + 1, end)
    placed = head > i + 1 or lower(view.doc[i]) in {"au", "aux"} or view.doc[head].pos_ == "DET"
    while head < end and view.doc[head].pos_ == "ADJ":
        head += 1
    return placed and head < end and _is("venue", view, head)


def _whom(view: View, i: int, end: int) -> bool:
    """“premiers soins | de 80 volontaires”."""
    if lower(view.doc[i]) not in {"de", "d'", "à", "pour"} or i + 1 >= end:
        return False
    return view.doc[i + 1].pos_ == "NUM" and is_people(view, i + 1, end)


def _told(view: View, i: int, end: int) -> bool:
    """“apiculture | annoncée”, but not “instruction des demandes”."""
    return end - i <= _TAIL and view.doc[i].pos_ != "NOUN" and _is("told", view, i)


def _named(view: View, span: TokenSpan) -> bool:
    """Whether the phrase names a person: it tells of someone, not of a subject; “hautbois | de Léa Roy” is cut."""
    person = next((i for i in range(*span) if _is_person(view, i) and not _is_eponym(view, i)), None)
    if person is None or entry(view, span[0]) not in {"de", "en", "à"}:
        return person is not None
    return not (person > span[0] + 1 and lower(view.doc[person - 1]) in {"de", "d'"})


def _owner(view: View, i: int, end: int) -> bool:
    """“hautbois | de Léa Roy”, “arpitan | de l'association Les Amis du patois”: whose course it is."""
    if _is_person(view, i):
        return not _is_eponym(view, i)
    head = skip_determiners(view, i, end)
    named = view.mention_at.get(head + 1)
    return (
        head > i + 1
        and head < end
        and _is("body", view, head)
        and named is not None
        and named.label_ == "ORG"
    )


def _is_eponym(view: View, i: int) -> bool:
    """“diagramme de Gantt”, “loi d'Ohm”: a name that stands for what it found."""
    return i > 1 and lower(view.doc[i - 1]) in {"de", "d'"} and _is("eponymous", view, i - 2)


def _is_person(view: View, i: int) -> bool:
    mention = view.mention_at.get(i)
    return mention is not None and mention.label_ == "PER"


def _subject_of(view: View, start: int, label: str) -> bool:
    """Whether a name can be what is taught: “sur la CIDE”, “en TRE”, never a place or “à l'ENA”."""
    return label not in _NAMES or (
        label == "ORG" and entry(view, start) in {"sur", "en", "de", "matière", "autour", *_LEARNT}
    )


def _is(name: str, view: View, i: int) -> bool:
    """Whether the token is a word of the class `name`; `area` is that of `models/cues/phrases.toml`."""
    pattern = rules().area if name == "area" else compile_pattern("{" + name + "}")
    return pattern.fullmatch(lower(view.doc[i])) is not None
