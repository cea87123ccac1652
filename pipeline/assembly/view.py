"""One Doc as the assembler sees it: folded text, sentences, and mentions by token."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from spacy.tokens import Doc, Span, Token

from pipeline.assembly.patterns import fold
from pipeline.assembly.prefilter import Need, words_of
from pipeline.components import spans

_END = re.compile(r"[.!?…]+[»”\"')]*$")
# A full stop after these does not end a sentence.
_ABBREVIATION = re.compile(
    r"(?:\b(?:m|mm|mme|mlle|dr|pr|prof|me|mgr|st|ste|etc|cf|ex|av|tél|no|n°|art|al|[a-z])\.)$"
)
_HEADING_LENGTH = 160


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence: token span `[start, end)`, character span, and whether it stands as a heading."""

    index: int
    start: int
    end: int
    start_char: int
    end_char: int
    heading: bool
    bullet: bool


class View:
    """Everything that pattern matching asks of a Doc, computed once.

    Of a Doc without parts of speech (`tagged=False`), cues that ask for one match wherever their words do.
    """

    def __init__(self, doc: Doc, *, tagged: bool = True) -> None:
        self.doc = doc
        # spaCy joins the tokens anew each time that it is asked for the text.
        self.whole = doc.text
        self.tagged = tagged
        self.folded = fold(self.whole)
        self._starts = [token.idx for token in doc]
        self._words = words_of(self.folded)
        self._words_in: dict[int, frozenset[str]] = {}

    @cached_property
    def published(self) -> str | None:
        """The day of publication as an ISO date, None if it is not known."""
        return self.doc._.published if self.doc.has_extension("published") else None

    @cached_property
    def sentences(self) -> list[Sentence]:
        """The sentences in text order; line breaks set by `chronique_sentences` always end one."""
        return list(self._split())

    @cached_property
    def mention_at(self) -> dict[int, Span]:
        """Token index → the mention that covers it."""
        return {i: span for span in spans.mentions(self.doc) for i in range(span.start, span.end)}

    def token_at(self, char: int) -> int:
        """The index of the first token that ends after the character offset `char`."""
        i = max(0, bisect_right(self._starts, char) - 1)
        if i < len(self.doc) and char >= self.doc[i].idx + len(self.doc[i]):
            i += 1
        return i

    def sentence_of(self, token: int) -> Sentence:
        """The sentence that holds the token index `token`."""
        return self.sentences[max(0, bisect_right([s.start for s in self.sentences], token) - 1)]

    def text(self, start: int, end: int) -> str:
        """The text of the token span `[start, end)`."""
        return self.doc[start:end].text

    def sentence_text(self, sentence: Sentence) -> str:
        """The folded text of a sentence."""
        return self.folded[sentence.start_char : sentence.end_char]

    def meets(self, needs: Iterable[Need], sentence: Sentence | None = None) -> bool:
        """Whether the text, or `sentence`, holds what each of `needs` asks for."""
        if sentence is None:
            return all(need.met(self._words, self.folded) for need in needs)
        words = self._words_in.get(sentence.index)
        text = self.folded[sentence.start_char : sentence.end_char]
        if words is None:
            words = self._words_in[sentence.index] = words_of(text)
        return all(need.met(words, text) for need in needs)

    def begins_line(self, sentence: Sentence) -> bool:
        """Whether `sentence` stands at the start of a line."""
        return _line_break_before(self.doc, sentence.start)

    def _split(self) -> Iterator[Sentence]:
        doc, start, index = self.doc, 0, 0
        for i in range(1, len(doc) + 1):
            if i < len(doc) and (self._follows_word(i) or not self._breaks(doc, i)):
                continue
            sentence = self._sentence(start, i, index)
            if sentence is not None:
                yield sentence
                index += 1
            start = i

    def _follows_word(self, i: int) -> bool:
        """Whether right before token `i`, or a single space before it, stands a word: no sentence ends there."""
        at = self._starts[i]
        before = self.whole[at - 1]
        return before.isalnum() or (before == " " and self.whole[at - 2 : at - 1].isalnum())

    def _breaks(self, doc: Doc, i: int) -> bool:
        token = doc[i]
        if token.is_sent_start and _line_break_before(doc, i):
            return True
        if token.is_space:
            return False
        before = self.folded[max(0, token.idx - 12) : token.idx].rstrip()
        return bool(
            _END.search(before)
            and (before[-1] != "." or not _ABBREVIATION.search(before))
            and (token.text[0].isupper() or token.text[0].isdigit() or token.text[0] in "«“\"'‘-–—•")
        )

    def _sentence(self, start: int, end: int, index: int) -> Sentence | None:
        doc = self.doc
        while start < end and doc[start].is_space:
            start += 1
        while end > start and doc[end - 1].is_space:
            end -= 1
        if start == end:
            return None
        start_char, end_char = doc[start].idx, doc[end - 1].idx + len(doc[end - 1])
        text = self.whole[start_char:end_char]
        alone = _line_break_before(doc, start) and _line_break_after(doc, end)
        heading = alone and len(text) <= _HEADING_LENGTH and text[-1] not in ".;,!?…:"
        return Sentence(
            index, start, end, start_char, end_char, heading or (alone and index == 0), text[0] in "-–—•*·"
        )


def _line_break_before(doc: Doc, i: int) -> bool:
    return i == 0 or "\n" in doc[i - 1].text or "\n" in doc[i - 1].whitespace_


def _line_break_after(doc: Doc, i: int) -> bool:
    return i >= len(doc) or "\n" in doc[i].text


def lower(token: Token) -> str:
    """The folded text of a token."""
    return fold(token.text)


def verb_form(token: Token) -> list[str]:
    """The values of the feature VerbForm (`Fin`, `Inf`, `Part`) of a token; empty if it is no verb."""
    return token.morph.get("VerbForm", [])
