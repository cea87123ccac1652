"""Announcement sheets: a title, and below it lines that say when, where and for whom the course is."""

from __future__ import annotations

from itertools import islice

from pipeline.assembly.listings import trimmed
from pipeline.assembly.patterns import compile_pattern
from pipeline.assembly.phrase_rules import TokenSpan
from pipeline.assembly.view import Sentence, View

# How many words a title has, how many lines may stand above the fields, and how many fields make a sheet.
_TITLE_LENGTH = 16
_REACH = 8
_FEWEST = 2


def sheet_title(view: View) -> TokenSpan | None:
    """The title of a page that announces a course by fields (“Date : …”, “Lieu : …”), without determiner.

    None where the page has no such fields, tells of no teaching, or names the course by its type (“Stage de …”).
    """
    sentence = _first_title(view)
    if sentence is None or not (_has_fields(view, sentence) or _invites(view, sentence)):
        return None
    start, end = trimmed(view, sentence.start, sentence.end)
    named = any(i in view.mention_at for i in range(start, end))
    return None if named or not 1 < end - start <= _TITLE_LENGTH else (start, end)


def _first_title(view: View) -> Sentence | None:
    """The first heading, below a rubric of one word (“FORMATION”), that does not name the course by its type."""
    for sentence in view.sentences[:2]:
        text = view.sentence_text(sentence).strip()
        if not (view.begins_line(sentence) and (sentence.heading or _alone(view, sentence))):
            return None
        rubric = compile_pattern("(?:{training}|{session}|agenda|annonces?|inscriptions?)").fullmatch(text)
        if rubric is None:
            typed = compile_pattern("{training}|{session}|{anaphor}|{other_event}").search(text)
            return None if typed else sentence
    return None


def _alone(view: View, sentence: Sentence) -> bool:
    """Whether a question or exclamation has the line for itself."""
    after = view.sentences[sentence.index + 1 : sentence.index + 2]
    return bool(after) and view.begins_line(after[0]) and view.sentence_text(sentence)[-1] in "?!»"


def _has_fields(view: View, title: Sentence) -> bool:
    field = compile_pattern("{sheet_field}")
    below = view.sentences[title.index + 1 : title.index + 1 + _REACH]
    lines = (s for s in below if view.begins_line(s) and field.match(view.folded, s.start_char))
    return len(list(islice(lines, _FEWEST))) == _FEWEST


def _invites(view: View, title: Sentence) -> bool:
    """Whether the sentence below the title invites to a course."""
    below = view.sentences[title.index + 1 : title.index + 2]
    invited = compile_pattern(
        "vous (?:invite|invitent|convie|convient|propose|proposent) [^.;:!?]{0,60}(?:{training}|ateliers?)"
    )
    return bool(below) and view.holds(invited, below[0])
