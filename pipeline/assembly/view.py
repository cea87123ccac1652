"""One Doc as the assembler sees it: folded text, sentences, and mentions by token."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import pairwise

from spacy.tokens import Doc, Span, Token

from pipeline.assembly.passages import Passage
from pipeline.assembly.patterns import fold
from pipeline.components import spans
from pipeline.components.layout import Layout, layout_of, once_a_doc

_END = re.compile(r"[.!?…]+[»”\"')]*$")
# A full stop after these does not end a sentence.
_ABBREVIATION = re.compile(
    r"(?:\b(?:m|mm|mme|mlle|dr|pr|prof|me|mgr|st|ste|etc|cf|ex|av|tél|no|n°|janv|févr?|avr|juil|sept|oct|nov|déc|art|al|[a-z])\.)$"
)
_HEADING_LENGTH = 160
_fold_word = lru_cache(20_000)(fold)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence: token span `[start, end)`, character span, whether it stands as a heading, its folded text."""

    index: int
    start: int
    end: int
    start_char: int
    end_char: int
    heading: bool
    bullet: bool
    passage: Passage = field(compare=False, repr=False)


class View:
    """Everything that pattern matching asks of a Doc, computed once.

    `whole` is its text, `folded` the same folded; `words[i]`, `starts[i]` and `ends[i]` are the text and the
    characters of token i. Of a Doc without parts of speech (`tagged=False`), cues that ask for one match wherever
    their words do.
    """

    def __init__(self, doc: Doc, *, tagged: bool = True) -> None:
        self.doc = doc
        self.tagged = tagged
        layout = layout_of(doc)
        self.whole, self.words, self.starts, self.ends = layout.text, layout.words, layout.starts, layout.ends
        self.folded, self.sentences = _read(doc)
        self._first_tokens = [sentence.start for sentence in self.sentences]

    @cached_property
    def published(self) -> str | None:
        """The day of publication as an ISO date, None if it is not known."""
        return self.doc._.published if self.doc.has_extension("published") else None

    @cached_property
    def mention_at(self) -> dict[int, Span]:
        """Token index → the mention that covers it."""
        return {i: span for span in spans.mentions(self.doc) for i in range(span.start, span.end)}

    @cached_property
    def learned(self) -> list[Span]:
        """What the network of `chronique_taught` has tagged, in text order."""
        return spans.taught(self.doc)

    def learnt(self, label: str, start: int, end: int) -> bool:
        """Whether the network has found a span with this label that touches the token span `[start, end)`."""
        return any(s.label_ == label and s.start < end and start < s.end for s in self.learned)

    def token_at(self, char: int) -> int:
        """The index of the first token that ends after the character offset `char`."""
        i = max(0, bisect_right(self.starts, char) - 1)
        if i < len(self.ends) and char >= self.ends[i]:
            i += 1
        return i

    def sentence_of(self, token: int) -> Sentence:
        """The sentence that holds the token index `token`."""
        return self.sentences[max(0, bisect_right(self._first_tokens, token) - 1)]

    def text(self, start: int, end: int) -> str:
        """The text of the token span `[start, end)`."""
        starts, ends = self.starts[start:end], self.ends[start:end]
        return self.whole[starts[0] : ends[-1]] if starts else ""

    def sentence_text(self, sentence: Sentence) -> str:
        """The folded text of a sentence."""
        return self.folded[sentence.start_char : sentence.end_char]

    def holds(self, pattern: re.Pattern[str], sentence: Sentence) -> bool:
        """Whether `pattern` matches in `sentence`."""
        return sentence.passage.holds(pattern)

    def begins_line(self, sentence: Sentence) -> bool:
        """Whether `sentence` stands at the start of a line."""
        return _opens_line(self.words, sentence.start)


@once_a_doc("ORTH", "SPACY", "SENT_START")
def _read(doc: Doc) -> tuple[str, list[Sentence]]:
    """The folded text of `doc`, and its sentences; line breaks set by `chronique_sentences` always end one."""
    layout = layout_of(doc)
    folded = fold(layout.text)
    set_starts = doc.to_array("SENT_START") == 1
    breaks = [
        i
        for i in _after_marks(layout)
        if (set_starts[i] and _opens_line(layout.words, i)) or _ends_before(layout, folded, i)
    ]
    stretches = pairwise([0, *breaks, len(layout.words)])
    trimmed = (_without_spaces(layout.words, start, end) for start, end in stretches)
    spans = [(start, end) for start, end in trimmed if start < end]
    return folded, [_sentence(layout, folded, index, *span) for index, span in enumerate(spans)]


def _after_marks(layout: Layout) -> Iterator[int]:
    """The tokens before which, or before the single space before which, no word stands: a sentence may begin there."""
    text, starts = layout.text, layout.starts
    for i, word in enumerate(layout.words[:-1], start=1):
        if not word[-1].isalnum() and not (word == " " and text[starts[i] - 2 : starts[i] - 1].isalnum()):
            yield i


def _ends_before(layout: Layout, folded: str, i: int) -> bool:
    """Whether the wording ends a sentence before token `i`: by a mark, and with a capital or a sign after it."""
    word, start = layout.words[i], layout.starts[i]
    if not (word[0].isupper() or word[0].isdigit() or word[0] in "«“\"'‘-–—•"):
        return False
    before = folded[max(0, start - 12) : start].rstrip()
    return _END.search(before) is not None and (before[-1] != "." or not _ABBREVIATION.search(before))


def _without_spaces(words: list[str], start: int, end: int) -> tuple[int, int]:
    while start < end and words[start].isspace():
        start += 1
    while end > start and words[end - 1].isspace():
        end -= 1
    return start, end


def _sentence(layout: Layout, folded: str, index: int, start: int, end: int) -> Sentence:
    start_char, end_char = layout.starts[start], layout.ends[end - 1]
    text = layout.text[start_char:end_char]
    alone = _opens_line(layout.words, start) and (end == len(layout.words) or "\n" in layout.words[end])
    short = len(text) <= _HEADING_LENGTH
    # The first line is a title unless it is a whole paragraph.
    titled = (short or text[-1] != ".") if index == 0 else (short and text[-1] not in ".;,!?…:")
    heading = alone and titled
    passage = Passage(folded, start_char, end_char)
    return Sentence(index, start, end, start_char, end_char, heading, text[0] in "-–—•*·", passage)


def _opens_line(words: list[str], i: int) -> bool:
    return i == 0 or "\n" in words[i - 1]


def lower(token: Token) -> str:
    """The folded text of a token."""
    return _fold_word(token.text)


def verb_form(token: Token) -> list[str]:
    """The values of the feature VerbForm (`Fin`, `Inf`, `Part`) of a token; empty if it is no verb."""
    return token.morph.get("VerbForm", [])
