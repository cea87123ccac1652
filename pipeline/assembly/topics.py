"""Where topics stand: the constructions of `models/cues/topics.toml` applied to a Doc."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from pipeline.assembly.coordination import coordinated
from pipeline.assembly.cues import Cue, cue_index
from pipeline.assembly.extents import behind_of, cut, is_interlude, is_topic
from pipeline.assembly.lessons import Lessons
from pipeline.assembly.linkwords import link_ends
from pipeline.assembly.listings import bulleted, enumerated, programme, trimmed
from pipeline.assembly.patterns import compile_pattern
from pipeline.assembly.phrase_rules import TokenSpan, rules
from pipeline.assembly.phrase_words import is_people, skip_determiners
from pipeline.assembly.phrases import noun_phrase
from pipeline.assembly.quotations import QUOTES, TITLE_LENGTH, goes_on, quoted_at, quoted_list, spells_out
from pipeline.assembly.sheets import sheet_titles
from pipeline.assembly.talks import matters
from pipeline.assembly.view import Sentence, View, lower, verb_form

# From so many semicolons on, they separate the items of a list and commas do not.
_SEMICOLONS = 2
# A list that opens a sentence has so many items.
_LISTED = 3
# Where the title of a heading ends, and what it begins with.
_REST_ENDS = {",", ":", "(", "–", "—", "-", "|", "/", "•"}
_TITLE_STARTS = {"le", "la", "les", "l'", "de", "d'", "du", "des"}
_REST_HEADS = {"NOUN", "PROPN", "ADJ", "X", "VERB"}


@dataclass(frozen=True, slots=True)
class TopicMatch:
    """A topic's token span and the rule that found it."""

    start: int
    end: int
    rule: str


@cache
def _triggers() -> re.Pattern[str]:
    return compile_pattern("{teaching}|{lesson}")


def tells_of_training(view: View) -> bool:
    """Whether a text holds a word that can announce a training or a meeting, without which it has no topic."""
    may = any(sentence.passage.may_hold(_triggers()) for sentence in view.sentences)
    return may and _triggers().search(view.folded) is not None


def announced_near(view: View, sentence: Sentence) -> bool:
    """Whether a sentence, or the one before it, holds a word that can announce a training."""
    near = view.sentences[max(0, sentence.index - 1) : sentence.index + 1]
    return any(view.holds(_triggers(), each) for each in near)


def find_topics(view: View) -> list[TopicMatch]:
    """The topics of a Doc, those of different cues possibly overlapping."""
    if not tells_of_training(view):
        return []
    found = [TopicMatch(*item.title, "topic.programme") for item in programme(view)]
    if Lessons(view).anywhere():
        found += [TopicMatch(*title, "topic.sheet") for title in sheet_titles(view)]
    for cue, sentence, match in _matches(view):
        found += [TopicMatch(*span, cue.rule) for span in _take(view, cue, sentence, match)]
    return found


def _matches(view: View) -> Iterator[tuple[Cue, Sentence, re.Match[str]]]:
    """The matches of the cues; those of weak cues only where the text tells of teaching."""
    lessons = Lessons(view)
    index = cue_index("topics")
    for sentence in view.sentences:
        for cue in sentence.passage.among(index):
            for match in cue.matches(view, sentence):
                near = lessons.event_near if cue.take == "title" else lessons.near
                if (not cue.weak or near(sentence)) and not _within_name(view, match):
                    yield cue, sentence, match


def _within_name(view: View, match: re.Match[str]) -> bool:
    """Whether the match stands inside the name of a body: “Office d'| apprentissage des | métiers”."""
    first, last = view.token_at(match.start()), view.token_at(match.end() - 1)
    mention = view.mention_at.get(first)
    return mention is not None and mention.label_ == "ORG" and mention.start < first and last < mention.end


def _take(view: View, cue: Cue, sentence: Sentence, match: re.Match[str]) -> Iterable[TokenSpan]:
    return _TAKES.get(cue.take, _linked)(view, cue, sentence, match)


def _linked(view: View, cue: Cue, sentence: Sentence, match: re.Match[str]) -> Iterable[TokenSpan]:
    """The coordinated phrases after the match, or after the first link that is followed by some."""
    ends = link_ends(view, cue, sentence, match)
    return next((items for end in ends if (items := list(_list(view, cue, end, sentence)))), [])


def _lines(view: View, cue: Cue, sentence: Sentence, match: re.Match[str]) -> Iterable[TokenSpan]:
    """The list items below, where the match ends the sentence (and, as a heading, is all of it)."""
    whole = match.end() == sentence.end_char and (not cue.heading or match.start() == sentence.start_char)
    return [span for span in bulleted(view, sentence) if not is_interlude(view, span)] if whole else []


def _items(view: View, cue: Cue, sentence: Sentence, match: re.Match[str]) -> list[TokenSpan]:
    """The enumeration after a colon; or, where there is but one phrase, that phrase if the cue asks for no more."""
    if cue.near and not cue.near.search(view.folded, sentence.start_char, match.end()):
        return []
    quoted = _quoted_items(view, match.end(), sentence)
    if len(quoted) > 1:
        return quoted
    spans = enumerated(view, view.token_at(match.end()), sentence.end)
    if spans:
        spans = [span for span in spans if not is_interlude(view, span)]
        kept = [cut(view, span) for span in spans if is_topic(view, span, things=False, first=True)]
        return kept if len(kept) == len(spans) else []
    return [] if cue.over_verbs else list(_list(view, cue, match.end(), sentence))


def _quoted_items(view: View, char: int, sentence: Sentence) -> list[TokenSpan]:
    """The quotations that follow a colon: “: « la pose », « le réglage » et l'« entretien »”."""
    begin = skip_determiners(view, view.token_at(char), sentence.end)
    first = quoted_at(view, begin, sentence)
    return list(quoted_list(view, first, sentence)) if first else []


def _following(view: View, cue: Cue, sentence: Sentence, match: re.Match[str]) -> list[TokenSpan]:
    """The list of a sentence without verb that says which were the modules of the sentence before it."""
    if sentence.index == 0 or match.start() != sentence.start_char:
        return []
    before = view.sentence_text(view.sentences[sentence.index - 1])
    return list(_list(view, cue, match.end(), sentence)) if _syllabus().search(before) else []


@cache
def _syllabus() -> re.Pattern[str]:
    return compile_pattern("{syllabus}")


def _before(view: View, cue: Cue, sentence: Sentence, match: re.Match[str]) -> Iterator[TokenSpan]:  # noqa: ARG001 (one signature)
    """The list that opens the sentence, or follows its colon, up to the match: “taille et greffage | ont été …”."""
    limit = view.token_at(match.start())
    colon = next(
        (i for i in range(limit - 1, sentence.start, -1) if view.doc[i].text == ":"), sentence.start - 1
    )
    items = coordinated(view, colon + 1, limit)
    if items and items[-1][1] >= limit - 1:
        yield from (item for item in items if is_topic(view, item, things=True, first=True))


def _opening(view: View, cue: Cue, sentence: Sentence, match: re.Match[str]) -> list[TokenSpan]:  # noqa: ARG001 (one signature)
    """The list of bare nouns that opens the sentence, up to the colon: “coupe, couture, pose d'une poche | : …”."""
    limit = view.token_at(match.end() - 1)
    if match.start() != sentence.start_char or skip_determiners(view, sentence.start, limit) > sentence.start:
        return []
    spans = enumerated(view, sentence.start, limit)
    bare = all(view.doc[start - 1].pos_ != "DET" for start, _ in spans[1:])
    kept = [cut(view, span) for span in spans if is_topic(view, span, things=True, first=True)]
    phrases = sum(end - start > 1 for start, end in kept)
    return kept if bare and len(kept) == len(spans) >= _LISTED and phrases > 1 else []


def _quoted_before(view: View, cue: Cue, sentence: Sentence, match: re.Match[str]) -> list[TokenSpan]:  # noqa: ARG001 (one signature)
    """The quotation that ends right before the match: « Conduire un tracteur », | une formation."""
    i = view.token_at(match.start()) - 1
    while i > sentence.start and (view.doc[i].text == "," or view.doc[i].is_space):
        i -= 1
    if view.doc[i].text not in QUOTES.values():
        return []
    openings = [
        k for k in range(i - 1, max(sentence.start - 1, i - TITLE_LENGTH), -1) if view.doc[k].text in QUOTES
    ]
    if openings and _project().fullmatch(lower(view.doc[openings[0] - 1])):
        return []
    title = quoted_at(view, openings[0], sentence) if openings else None
    return [title] if title and title[1] > title[0] else []


def _named(view: View, cue: Cue, sentence: Sentence, match: re.Match[str]) -> Iterator[TokenSpan]:  # noqa: ARG001 (one signature)
    """The title or acronym right behind the noun of a course: “la formation | PSC1”, “le cours | Tenir un rucher”."""
    start = view.token_at(match.end())
    if start >= sentence.end or not view.doc[start].text[0].isupper() or start in view.mention_at:
        return
    acronym = view.doc[start].text.isupper()
    end = start + 1 if acronym else noun_phrase(view, start, sentence.end)
    if not any(i in view.mention_at for i in range(start, end)) and not is_people(view, start, end):
        yield cut(view, (start, end))


@cache
def _project() -> re.Pattern[str]:
    return compile_pattern(
        "projets?|programmes?|campagnes?|initiatives?|opérations?|films?|livres?|ouvrages?"
    )


def _word(view: View, cue: Cue, sentence: Sentence, match: re.Match[str]) -> Iterator[TokenSpan]:  # noqa: ARG001 (one signature)
    """A common noun right behind the event noun: “atelier | couture”."""
    i = view.token_at(match.end())
    if (
        i + 1 < len(view.doc)
        and view.doc[i].pos_ == "NOUN"
        and view.doc[i].is_alpha
        and is_topic(view, (i, i + 1), things=True, first=True)
    ):
        yield i, i + 1


def _list(view: View, cue: Cue, char: int, sentence: Sentence) -> Iterator[TokenSpan]:
    begin = view.token_at(char)
    while begin < sentence.end and view.doc[begin].text in {":", "-", "–"}:
        begin += 1
    head = skip_determiners(view, begin, sentence.end)
    quoted = quoted_at(view, head, sentence)
    if quoted and spells_out(view, quoted):
        yield from (cut(view, span) for span in enumerated(view, *quoted))
        return
    if quoted:
        yield from quoted_list(view, quoted, sentence)
        return
    if _adjunct_at(view, begin):
        return
    if sum(view.doc[i].text == ";" for i in range(begin, sentence.end)) >= _SEMICOLONS:
        spans = enumerated(view, begin, sentence.end)
        yield from (cut(view, span) for span in spans if is_topic(view, span, things=cue.things, first=True))
        return
    for number, span in enumerate(coordinated(view, begin, sentence.end)):
        if not is_topic(view, span, things=cue.things, first=number == 0):
            break
        inner = behind_of(view, *span)
        parts = coordinated(view, inner, span[1]) if inner > span[0] else [span]
        yield from (whole for part in parts if not _is_hollow(view, whole := cut(view, part)))


def _is_hollow(view: View, span: TokenSpan) -> bool:
    """Whether what is left of a phrase is a word without content: “la formation | de 150 jeunes”."""
    return (
        span[1] - span[0] == 1 and compile_pattern("{hollow}").fullmatch(lower(view.doc[span[0]])) is not None
    )


def _adjunct_at(view: View, i: int) -> bool:
    """Whether an adjunct begins at token `i` or with the preposition before it (“formation à | l'intention de”)."""
    if i >= len(view.doc) or rules().adjunct.match(view.folded, view.doc[i].idx):
        return True
    simple = {"à", "a", "au", "aux", "en", "sur", "dans", "l'", "la"}
    starts = [k for k in (i - 1, i - 2) if k >= 0 and all(lower(view.doc[j]) in simple for j in range(k, i))]
    return any(rules().adjunct.match(view.folded, view.doc[k].idx) for k in starts)


def _titles(view: View, cue: Cue, sentence: Sentence, match: re.Match[str]) -> list[TokenSpan]:  # noqa: ARG001 (one signature)
    title = _title(view, view.token_at(match.end()), sentence)
    if title and spells_out(view, title) and lower(view.doc[title[0] - 2]) in QUOTES:
        return [cut(view, span) for span in enumerated(view, *title)]
    return [title] if title and not goes_on(view, title) else []


def _title(view: View, start: int, sentence: Sentence) -> TokenSpan | None:
    """A quoted title, or else the words up to the end of the sentence after a colon."""
    i = start
    while i < sentence.end and (view.doc[i].is_space or view.doc[i].text in {":", ","}):
        i += 1
    quoted = quoted_at(view, i, sentence)
    if quoted:
        return quoted
    if i > start or (i < sentence.end and lower(view.doc[i]) in _TITLE_STARTS):
        end = _unquoted_end(view, i, sentence.end)
        if 0 < end - i <= TITLE_LENGTH and view.doc[start].text == ":":
            return trimmed(view, skip_determiners(view, i, end), end)
        listed = coordinated(view, i, sentence.end)
        return listed[0] if listed else None
    return None


def _unquoted_end(view: View, start: int, limit: int) -> int:
    """Where a title without quotes ends: at a comma only if a clause follows (“Produire local, vendre mieux.”)."""
    stop = next((k for k in range(start, limit) if view.doc[k].text in {".", ";"}), limit)
    comma = next((k for k in range(start, stop) if view.doc[k].text == ","), stop)
    bare = all(
        view.doc[k].pos_ not in {"DET", "ADP", "PRON", "AUX"} for k in range(comma + 1, min(comma + 2, stop))
    )
    clause = any("Fin" in verb_form(view.doc[k]) for k in range(comma, stop))
    return stop if bare and not clause and stop - start <= TITLE_LENGTH else comma


def _rest(view: View, cue: Cue, sentence: Sentence, match: re.Match[str]) -> Iterator[TokenSpan]:  # noqa: ARG001 (one signature)
    """The rest of a heading that begins with a capital: “Atelier | Design graphique”; not in a heading of capitals."""
    start = view.token_at(match.end())
    end = next((i for i in range(start, sentence.end) if view.doc[i].text in _REST_ENDS), sentence.end)
    end = next((i for i in range(start, end) if i in view.mention_at), end)
    first = view.doc[start] if start < end else None
    named = first is not None and first.text[0].isupper() and not view.text(sentence.start, end).isupper()
    if named and view.doc[start].pos_ in _REST_HEADS and not is_people(view, start, end):
        span = trimmed(view, start, end)
        if is_topic(view, span, things=False, first=True):
            yield span


def _several(view: View, cue: Cue, sentence: Sentence, match: re.Match[str]) -> list[TokenSpan]:
    """What `list` takes, if there are at least two: one alone may be what a meeting was about."""
    spans = list(_linked(view, cue, sentence, match))
    return spans if len(spans) > 1 else []


def _common(view: View, cue: Cue, sentence: Sentence, match: re.Match[str]) -> list[TokenSpan]:
    """What `list` takes, if it begins with no capital: “l'école d'été du | numérique”, never of a body."""
    spans = list(_linked(view, cue, sentence, match))
    head = view.doc[spans[0][0]] if spans else None
    body = head is not None and (head.text[0].isupper() or _body().fullmatch(lower(head)) is not None)
    return [] if body else spans


@cache
def _body() -> re.Pattern[str]:
    return compile_pattern("{body}")


def _talks(view: View, cue: Cue, sentence: Sentence, match: re.Match[str]) -> Iterator[TokenSpan]:
    """What each speaker talks of: “a parlé de | taille, Modou Fall de | greffage”."""
    yield from _linked(view, cue, sentence, match)
    yield from _speakers(view, cue, sentence, match)


def _speakers(view: View, cue: Cue, sentence: Sentence, match: re.Match[str]) -> Iterator[TokenSpan]:
    """What each further speaker talks of: “deux formateurs : Awa Sow en | comptabilité et Paul Mbaye en | photo”."""
    if cue.link is not None:
        for char in matters(view, sentence, match, cue.link):
            yield from _list(view, cue, char, sentence)


_TAKES: dict[str, Callable[[View, Cue, Sentence, re.Match[str]], Iterable[TokenSpan]]] = {
    "title": _titles,
    "before": _before,
    "opening": _opening,
    "quoted": _quoted_before,
    "word": _word,
    "named": _named,
    "lines": _lines,
    "items": _items,
    "following": _following,
    "rest": _rest,
    "several": _several,
    "common": _common,
    "talks": _talks,
    "speakers": _speakers,
}
