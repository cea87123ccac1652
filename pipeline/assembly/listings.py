"""Programmes: lines that each give a title and a date, as newsletters and calendars print them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice

from pipeline.assembly.phrases import TokenSpan, skip_determiners
from pipeline.assembly.view import Sentence, View

_SEPARATORS = {"-", "–", "—", ":", "|"}
_FEWEST = 2
_TITLE_LENGTH = 14
_SEPARATORS_REACH = 4
_MARK = re.compile(r"[-–—•*·\d.)\s]*")


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


def may_list(view: View) -> bool:
    """Whether there may be a programme, which part of speech a word is aside; False is never wrong."""
    lines = (sentence for sentence in view.sentences if _line(view, sentence))
    return sum(1 for _ in islice(lines, _FEWEST)) == _FEWEST


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
    if line is None:
        return None
    doc, end = view.doc, line[1]
    begin = skip_determiners(view, *line)
    while end > begin and (doc[end - 1].is_space or doc[end - 1].text in _SEPARATORS):
        end -= 1
    named = end > begin and doc[begin].is_alpha and not any(_is_date(view, i) for i in range(begin, end))
    return Item(sentence, (begin, end)) if named else None


def _is_date(view: View, i: int) -> bool:
    mention = view.mention_at.get(i)
    value = mention._.date if mention is not None and mention.label_ == "DATE" else None
    return bool(value and value["type"] == "DATE" and len(value["timex"] or "") >= len("2019-05-27"))
