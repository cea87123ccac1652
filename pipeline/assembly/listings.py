"""Lists: programmes with dates, lines with bullets, and enumerations after a colon."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.assembly import facts
from pipeline.assembly.patterns import compile_pattern
from pipeline.assembly.phrase_rules import TokenSpan, rules
from pipeline.assembly.phrase_words import skip_determiners
from pipeline.assembly.phrases import noun_phrase
from pipeline.assembly.view import Sentence, View, lower, verb_form

_SEPARATORS = {"-", "–", "—", ":", "|"}
_FEWEST = 2
_TITLE_LENGTH = 14
_SEPARATORS_REACH = 4
_MARK = re.compile(r"[-–—•*·\d.)\s]*")
_BULLET = re.compile(r"[-–—•*·►▪✓]|\d{1,2} ?[.)]")
_MARKS = re.compile(r"[-–—•*·►▪✓\s]*")
# What opens a line of a programme: the hour, the part of day, the number of the lesson; and up to where.
_WHEN = re.compile(
    r"(?:de )?\d{1,2} ?[h:] ?\d{0,2}\b|(?:le )?matin|après-midi|l'après-midi|soirée?\b"
    r"|(?:jour|journée|module|atelier|séance|session|semaine|étape|volet|thème|leçon|cours|partie|axe) ?(?:n° ?)?\d+"
)
_OPENING = re.compile(r"(?:\d{1,2} ?:\d\d|[^:\n–—]){2,45}? ?[:–—] ")
# Who gives the lesson, behind it: “la vie du sol | , avec Awa Sow”.
_GIVEN = re.compile(
    r",? ?[,(–—] ?(?:avec|par|animée?s? par|présentée?s? par|intervenante?|formateur|formatrice)\b"
)
_NUMBER = re.compile(r"[ivx]{1,4}|[a-h]|\d{1,2}")
_INFINITIVE = re.compile(r"\w{2,}(?:er|ir|re)")
_ITEM_END = {";", ".", ":", "("}
_STOPS = {".", "!", "?", ":", "…"}
_OPENERS = {
    "enfin",
    "puis",
    "ainsi",
    "que",
    "aussi",
    "également",
    "notamment",
    "même",
    "et",
    "ou",
    "encore",
    "surtout",
    "sans",
    "oublier",
    "compter",
}


@dataclass(frozen=True, slots=True)
class Item:
    """One line of a programme: its sentence and the token span of its title, without determiner."""

    sentence: Sentence
    title: TokenSpan


def programme(view: View) -> list[Item]:
    """The lines of the Doc that read “title – date”; none unless there are at least two.

    “• Raconter sans livre – jeudi 3 octobre, Namur” gives the title “Raconter sans livre”.
    """
    items = [item for sentence in view.sentences if (item := _item(view, sentence))]
    return items if len(items) >= _FEWEST else []


def bulleted(view: View, sentence: Sentence) -> Iterator[TokenSpan]:
    """The list items on the lines that follow `sentence`, without mark, hour, determiner or who gives them."""
    for item in view.sentences[sentence.index + 1 :]:
        text = view.sentence_text(item)
        when = _behind_when(view, item)
        if view.begins_line(item) and not _BULLET.match(text) and when is None:
            return
        start = item.start if when is None else when
        while start < item.end and (not view.doc[start].is_alpha or view.doc[start].is_space):
            start += 1
        if start == item.end or not (view.begins_line(item) or _only_mark(view, item)):
            continue
        end = next((k for k in range(start, item.end) if view.doc[k].text in _ITEM_END), item.end)
        given = _GIVEN.search(view.folded, view.doc[start].idx, item.end_char)
        span = trimmed(view, start, min(end, view.token_at(given.start())) if given else end)
        if span[1] > span[0]:
            yield span


def _behind_when(view: View, item: Sentence) -> int | None:
    """Where a line goes on behind the hour, day or number that opens it: “* Jeudi 5 mai : | la vie du sol”."""
    mark = _MARKS.match(view.folded, item.start_char, item.end_char)
    begin = mark.end() if mark else item.start_char
    opening = _OPENING.match(view.folded, begin, item.end_char)
    mention = view.mention_at.get(view.token_at(begin))
    dated = mention is not None and mention.label_ == "DATE"
    if opening is None or not (dated or _WHEN.match(view.folded, begin, item.end_char)):
        return None
    return view.token_at(opening.end())


def enumerated(view: View, start: int, limit: int) -> list[TokenSpan]:
    """The items of an enumeration from `start` to the end of the sentence; none unless there are at least two.

    “choix du site, dimensionnement de la fosse, arrosage et retournement des tas” has three, “se présenter,
    prendre rendez-vous, comprendre un bulletin” too. A finite verb before the second separator shows that what
    follows the colon is a clause, so that there is no list.
    """
    end = next(
        (
            i
            for i in range(start, limit)
            if view.doc[i].text in _STOPS or _aside(view, i, limit) or _closes_quote(view, start, i)
        ),
        limit,
    )
    items: list[TokenSpan] = []
    pieces = list(_pieces(view, start, end))
    for number, piece in enumerate(pieces, start=1):
        spans = _phrases(view, piece, last=number == len(pieces))
        if not spans:
            break
        items += spans
    return items if len(items) >= _FEWEST else []


def is_infinitive(view: View, i: int) -> bool:
    """Whether an infinitive phrase begins at `i`; the tagger takes a capitalised “Lire” for a name."""
    doc = view.doc
    if lower(doc[i]) in {"se", "s'"}:
        return True
    if not _INFINITIVE.fullmatch(lower(doc[i])):
        return False
    article = i + 1 < len(doc) and lower(doc[i + 1]) in {
        "le",
        "la",
        "les",
        "l'",
        "un",
        "une",
        "son",
        "sa",
        "ses",
    }
    return "Inf" in verb_form(doc[i]) or article


def trimmed(view: View, start: int, end: int) -> TokenSpan:
    """The token span without determiner, quotes, spaces and final punctuation."""
    doc = view.doc
    while start < end and (doc[start].is_space or doc[start].text in "«“\"'‘:"):
        start += 1
    start = skip_determiners(view, start, end)
    while end > start and (doc[end - 1].is_space or doc[end - 1].text in "?!.,;»”\"’'…"):
        end -= 1
    return start, end


def _pieces(view: View, start: int, end: int) -> Iterator[TokenSpan]:
    """What stands between commas or semicolons outside brackets, and on both sides of the “et” that closes the list."""
    outside = _outside_brackets(view, start, end)
    mark = ";" if any(view.doc[i].text == ";" for i in outside) else ","
    cuts = [i for i in outside if view.doc[i].text == mark]
    pieces = list(zip([start, *(cut + 1 for cut in cuts)], [*cuts, end], strict=True))
    opened = [k for k, (a, b) in enumerate(pieces) if a < b and lower(view.doc[a]) in _OPENERS]
    # Before “, sans oublier …” the list proper ends.
    closing = len(pieces) - 2 if opened and lower(view.doc[pieces[-1][0]]) == "sans" else len(pieces) - 1
    for number, (begin, stop) in enumerate(pieces):
        joint = _joint(view, begin, stop, mark) if number == closing and number not in opened else None
        if joint is None:
            yield begin, stop
        else:
            yield begin, joint - (view.doc[joint - 1].text == ",")
            yield joint + 1, stop


def _outside_brackets(view: View, start: int, end: int) -> list[int]:
    """The tokens of the span that stand in no brackets: “les registres (par Issa Sow, greffier), les …”."""
    depth, outside = 0, []
    for i in range(start, end):
        text = view.doc[i].text
        depth = max(0, depth - (text == ")"))
        if not depth:
            outside.append(i)
        depth += text == "("
    return outside


def _joint(view: View, start: int, end: int, mark: str) -> int | None:
    """The “et” that separates the last two items, if there is one; between semicolons, only one after a comma."""
    outside = _outside_brackets(view, start, end)
    return next(
        (
            i
            for i in reversed(outside)
            if start < i < end - 1
            and lower(view.doc[i]) in {"et", "ou"}
            and (mark == "," or view.doc[i - 1].text == ",")
        ),
        None,
    )


def _aside(view: View, i: int, limit: int) -> bool:
    """Whether what follows the comma at `i` is said of the list and no item: “, chacune d'une durée de …”."""
    if view.doc[i].text != "," or i + 1 >= limit:
        return False
    after = view.doc[i + 1]
    return (
        lower(after) in {"chacune", "chacun", "soit", "etc"}
        or lower(after) in rules().relatives
        or (rules().adjunct.match(view.folded, after.idx) is not None and lower(after) not in _OPENERS)
    )


def _closes_quote(view: View, start: int, i: int) -> bool:
    """Whether the quotation in which the list stands ends here."""
    return view.doc[i].text == "»" and all(view.doc[k].text != "«" for k in range(start, i))


def _phrases(view: View, piece: TokenSpan, *, last: bool) -> list[TokenSpan]:
    """The topics of one piece of an enumeration, mostly one; none where it is a clause or nothing."""
    start, end = _behind_number(view, *piece)
    while start < end and (view.doc[start].is_space or lower(view.doc[start]) in _OPENERS):
        start += 1
    start = skip_determiners(view, start, end)
    if start >= end or (view.mention_at.get(start) is not None and view.mention_at[start].label_ == "DATE"):
        return []
    if any("Fin" in verb_form(view.doc[i]) and view.doc[i].pos_ == "AUX" for i in range(start, end)):
        return []
    if is_infinitive(view, start):
        return [_up_to_adjunct(view, start, end)]
    stop = noun_phrase(view, start, end, listed=False)
    if stop == start + 1 and stop + 2 == end and lower(view.doc[stop]) == "et":
        # “suivi et évaluation” between semicolons.
        stop = end
    if not last:
        stop = _with_place(view, stop, end)
    if stop < end < len(view.doc) and view.doc[stop].text == "," and view.doc[end].text == ";":
        # Between semicolons, a comma belongs to the item: “la place de la santé humaine, animale et végétale ;”.
        stop = end
    return [(start, stop), *_beside(view, start, stop, end)] if stop > start else []


def _beside(view: View, start: int, stop: int, end: int) -> list[TokenSpan]:
    """The phrase that “et” sets beside the first one of a piece, to the piece's end: “… et | aperçu du marché”."""
    if stop - start < _FEWEST or stop + 1 >= end or lower(view.doc[stop]) != "et":
        return []
    begin = skip_determiners(view, stop + 1, end)
    after = noun_phrase(view, begin, end, listed=False)
    return [(begin, after)] if begin < after == end else []


def _with_place(view: View, stop: int, end: int) -> int:
    """The end with a place that closes the piece: within a list it is the matter's, not the event's."""
    i = stop
    while i < end and lower(view.doc[i]) in {"et", "dans", "en", "au", "aux", "à", "le", "la", "les", "l'"}:
        i += 1
    mention = view.mention_at.get(i) if stop < i < end else None
    return mention.end if mention is not None and mention.label_ == "LOC" and mention.end == end else stop


def _behind_number(view: View, start: int, end: int) -> TokenSpan:
    """A piece without the number or letter before it: “(ii) | procédé de fabrication”, “b) | tri”."""
    while start < end and view.doc[start].is_space:
        start += 1
    for i in (start, start + 1):
        if i + 1 < end and view.doc[i + 1].text == ")" and _NUMBER.fullmatch(lower(view.doc[i])):
            return i + 2, end
    return start, end


def _up_to_adjunct(view: View, start: int, end: int) -> TokenSpan:
    """An infinitive phrase, up to an adjunct of the event or a relative clause."""
    for i in range(start + 1, end):
        if lower(view.doc[i]) in rules().relatives or rules().adjunct.match(view.folded, view.doc[i].idx):
            return trimmed(view, start, i)
    return trimmed(view, start, end)


def _only_mark(view: View, item: Sentence) -> bool:
    """Whether the sentence before `item` is but its mark: “1.” ends a sentence for the splitter."""
    before = view.sentences[item.index - 1]
    return _BULLET.fullmatch(view.sentence_text(before).strip()) is not None


def _line(view: View, sentence: Sentence) -> TokenSpan | None:
    """Where the title of a line stands that has one, a dash or colon, and a date; up to the dash."""
    doc = view.doc
    if not view.begins_line(sentence):
        return None
    mark = _MARK.match(view.sentence_text(sentence))
    start = view.token_at(sentence.start_char + (mark.end() if mark else 0))
    date = next((i for i in range(start, sentence.end) if _is_date(view, i)), None)
    if date is None:
        return None
    dash = next((i for i in range(date - 1, start, -1) if doc[i].text in _SEPARATORS), None)
    if dash is None or date - dash > _SEPARATORS_REACH or not 0 < dash - start <= _TITLE_LENGTH:
        return None
    return start, dash


def _item(view: View, sentence: Sentence) -> Item | None:
    """The line as an item of a programme, None if it is none: its title has a word and no date."""
    line = _line(view, sentence)
    if line is None or facts.rules().date_label.match(view.folded, sentence.start_char):
        return None
    doc, end = view.doc, line[1]
    begin = skip_determiners(view, *line)
    while end > begin and (doc[end - 1].is_space or doc[end - 1].text in _SEPARATORS):
        end -= 1
    field = end > begin and compile_pattern("{sheet_field}").match(view.folded, doc[begin].idx) is not None
    numbered = compile_pattern("(?:éditions?|numéros?|lettre|bulletin|volume) ?(?:n|\\d)")
    issue = end > begin and numbered.match(view.folded, doc[begin].idx) is not None
    named = (
        end > begin
        and not field
        and not issue
        and not any("Fin" in verb_form(doc[i]) and doc[i].pos_ == "AUX" for i in range(begin, end))
        and doc[begin].is_alpha
        and not any(_is_date(view, i) for i in range(begin, end))
    )
    return Item(sentence, (begin, end)) if named else None


def _is_date(view: View, i: int) -> bool:
    mention = view.mention_at.get(i)
    value = mention._.date if mention is not None and mention.label_ == "DATE" else None
    return bool(value and value["type"] == "DATE" and len(value["timex"] or "") >= len("2019-05-27"))
