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


def sheet_titles(view: View) -> list[TokenSpan]:
    """The titles of the courses that a page announces by fields (“Date : …”, “Lieu : …”), without determiner.

    None where the page has no such fields or names the course by its type (“Stage de …”). A list of courses has
    several, each above a line that begins with its date.
    """
    first = _first_title(view)
    if first is not None and not (_has_fields(view, first, _FEWEST) or _invites(view, first)):
        first = None
    listed = [sentence for sentence in view.sentences[1:] if _heads_block(view, sentence)]
    sentences = ([first] if first else []) + (listed if len(listed) >= _FEWEST else [])
    titles = (trimmed(view, sentence.start, sentence.end) for sentence in sentences)
    return [title for title in titles if _is_title(view, *title)]


def _is_title(view: View, start: int, end: int) -> bool:
    return 1 < end - start <= _TITLE_LENGTH and not any(i in view.mention_at for i in range(start, end))


def _heads_block(view: View, sentence: Sentence) -> bool:
    """Whether a heading stands above a line with a date and one with another field."""
    below = view.sentences[sentence.index + 1 : sentence.index + 3]
    dated = any(_dated(view, line) for line in below if view.begins_line(line))
    return sentence.heading and dated and not _typed(view, sentence) and _has_fields(view, sentence, 1)


def _dated(view: View, line: Sentence) -> bool:
    mention = view.mention_at.get(line.start)
    return mention is not None and mention.label_ == "DATE"


def _typed(view: View, sentence: Sentence) -> bool:
    return view.holds(compile_pattern("{training}|{session}|{anaphor}|{other_event}|{sheet_field}"), sentence)


def _first_title(view: View) -> Sentence | None:
    """The first heading, below a rubric of one word (“FORMATION”), that does not name the course by its type."""
    for sentence in view.sentences[:2]:
        text = view.sentence_text(sentence).strip()
        if not (view.begins_line(sentence) and (sentence.heading or _alone(view, sentence))):
            return None
        rubric = compile_pattern("(?:{training}|{session}|agenda|annonces?|inscriptions?)").fullmatch(text)
        if rubric is None:
            return None if _typed(view, sentence) else sentence
    return None


def _alone(view: View, sentence: Sentence) -> bool:
    """Whether a question or exclamation has the line for itself."""
    after = view.sentences[sentence.index + 1 : sentence.index + 2]
    return bool(after) and view.begins_line(after[0]) and view.sentence_text(sentence)[-1] in "?!»"


def _has_fields(view: View, title: Sentence, fewest: int) -> bool:
    field = compile_pattern("{sheet_field}")
    below = view.sentences[title.index + 1 : title.index + 1 + _REACH]
    lines = (s for s in below if view.begins_line(s) and field.match(view.folded, s.start_char))
    return len(list(islice(lines, fewest))) == fewest


def _invites(view: View, title: Sentence) -> bool:
    """Whether the sentence below the title invites to a course."""
    below = view.sentences[title.index + 1 : title.index + 2]
    invited = compile_pattern(
        "vous (?:invite|invitent|convie|convient|propose|proposent) [^.;:!?]{0,60}(?:{training}|ateliers?)"
    )
    return bool(below) and view.holds(invited, below[0])
