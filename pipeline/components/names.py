"""The names of one Doc while rules refine them: who owns which token, and the shapes of words.

`chronique_people` and `chronique_organisations` start from the base model's entities (or from none, in a
blank pipeline), move their ends, change their labels, remove them and add new ones. No token has two owners.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Container, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from spacy.tokens import Doc, Span

from pipeline import lexicon
from pipeline.components.layout import layout_of, once_a_doc
from pipeline.countries import fold

_SENTENCE_END = frozenset(".!?…:;«»\"“”‘’''•–—-*|")
_NAME_WORD = re.compile(r"[^\W\d_](?:[^\W\d_]|['’.\-‑])*")
_CACHED = 20_000
# A line is written in capitals if it has so many words and this share of them in capitals.
_HEADING_WORDS = 4
_LOUD = 0.8


@dataclass(slots=True, eq=False)
class Name:
    """Tokens `[start, end)` under a label (PER, ORG, LOC, MISC) by a rule."""

    start: int
    end: int
    label: str
    rule: str


class Names:
    """The names of `doc`, in a shape that rules can change.

    `words` are the token texts; `owner[i]` is the name that token `i` belongs to, or None; `loud` holds
    the tokens of lines in capitals, where a capital says nothing and a model is lost; `concepts` holds the
    acronyms that the text spells out as something that is no name, `bodies` those that it spells out as a body's.
    """

    def __init__(self, doc: Doc) -> None:
        self.doc = doc
        layout = layout_of(doc)
        self.words, self.starts = layout.words, layout.starts
        self._text, self._ends = layout.text, layout.ends
        self._folded, self.loud = _shapes(doc)
        self.owner: list[Name | None] = [None] * len(self.words)
        self.concepts: set[tuple[str, ...]] = set()
        self.bodies: set[tuple[str, ...]] = set()

    def __iter__(self) -> Iterator[Name]:
        """The names in text order, safe against changes meanwhile."""
        found, last = [], None
        for name in self.owner:
            if name is not None and name is not last:
                found.append(name)
                last = name
        return iter(found)

    def labelled(self, *labels: str) -> list[Name]:
        """The names under one of `labels`, in text order."""
        return [name for name in self if name.label in labels]

    def add(self, start: int, end: int, label: str, rule: str) -> Name | None:
        """Makes `[start, end)` a name; names that it overlaps are removed. None where the span is empty."""
        if start >= end:
            return None
        for token in range(start, end):
            if (other := self.owner[token]) is not None:
                self.remove(other)
        name = Name(start, end, label, rule)
        self.owner[start:end] = [name] * (end - start)
        return name

    def remove(self, name: Name) -> None:
        """Frees the tokens of `name`."""
        self.owner[name.start : name.end] = [None] * (name.end - name.start)

    def move(self, name: Name, start: int, end: int, rule: str | None = None) -> Name | None:
        """Gives `name` other ends (None: it vanishes); what it then overlaps is removed."""
        if (start, end) == (name.start, name.end):
            return name
        self.remove(name)
        return self.add(start, end, name.label, rule or name.rule)

    def text(self, start: int, end: int) -> str:
        """The text of the tokens `[start, end)`."""
        starts, ends = self.starts[start:end], self._ends[start:end]
        return self._text[starts[0] : ends[-1]] if starts else ""

    def tokens(self, start_char: int, end_char: int) -> tuple[int, int]:
        """The tokens `[start, end)` that the characters `[start_char, end_char)` touch."""
        start = max(bisect_right(self.starts, start_char) - 1, 0)
        return start, max(bisect_left(self.starts, end_char), start + 1)

    def word(self, token: int) -> str:
        """The word at `token`, "" outside the text."""
        return self.words[token] if 0 <= token < len(self.words) else ""

    def folded(self, token: int) -> str:
        """The word at `token` without case and accents, "" outside the text."""
        return self._folded[token] if 0 <= token < len(self._folded) else ""

    def beginning(self, first_words: Container[str]) -> list[int]:
        """The tokens at which a phrase may begin of which `first_words` are the first, folded words.

        A token with a space or a final stop in it may begin as any word does.
        """
        return [
            token
            for token, word in enumerate(self._folded)
            if word in first_words or " " in word or word[-1:] == "."
        ]

    def starts_sentence(self, token: int) -> bool:
        """Whether `token` opens a sentence, a line or a quotation: its capital says nothing there."""
        if token <= 0:
            return True
        before = self.words[token - 1]
        return before.isspace() or before in _SENTENCE_END or before.endswith(("...", "…"))

    def glued(self, token: int) -> bool:
        """Whether `token` follows the one before without a space."""
        return token > 0 and self.starts[token] == self.starts[token - 1] + len(self.words[token - 1])

    def spans(self, *labels: str) -> list[Span]:
        """The names under `labels` as spans that carry their rules."""
        return [
            Span(self.doc, name.start, name.end, name.label, span_id=name.rule)
            for name in self.labelled(*labels)
        ]


def from_entities(doc: Doc, rule: str) -> Names:
    """The base model's entities of `doc`, without the white space and punctuation at their ends.

    Those in lines in capitals are left out: `repeat_in_headings` finds there what the text names elsewhere.
    """
    names = Names(doc)
    for entity in doc.ents:
        if entity.start in names.loud:
            continue
        start, end = stripped(names, entity.start, entity.end)
        names.add(start, end, entity.label_, rule)
    return names


def stripped(names: Names, start: int, end: int) -> tuple[int, int]:
    """`[start, end)` without tokens at its ends that hold no letter and no digit."""
    while start < end and not has_letters(names.words[start]):
        start += 1
    while end > start and not has_letters(names.words[end - 1]):
        end -= 1
    return start, end


def occurrences(names: Names, words: tuple[str, ...]) -> Iterator[tuple[int, int]]:
    """Where the token sequence `words` occurs, as token ranges."""
    first, size = words[0], len(words)
    start = -1
    while True:
        try:
            start = names.words.index(first, start + 1)
        except ValueError:
            return
        if tuple(names.words[start : start + size]) == words:
            yield start, start + size


def repeat_in_headings(names: Names, *labels: str) -> None:
    """Finds the names under `labels` again in the lines in capitals: “LE TOGO ET ALIBABA”."""
    if not names.loud:
        return
    known: dict[tuple[str, ...], Name] = {}
    for name in names.labelled(*labels):
        known.setdefault(tuple(map(fold, names.words[name.start : name.end])), name)
    for token in sorted(names.loud):
        for words, name in known.items():
            end = token + len(words)
            if names.folded(token) != words[0] or names.owner[token] is not None:
                continue
            if tuple(map(fold, names.words[token:end])) == words:
                names.add(token, end, name.label, f"{name.rule.partition('.')[0]}.heading")


@once_a_doc("ORTH")
def _shapes(doc: Doc) -> tuple[list[str], frozenset[int]]:
    """The folded words of `doc`, and its loud tokens."""
    words = layout_of(doc).words
    return list(map(fold, words)), _loud_tokens(words)


def _loud_tokens(words: list[str]) -> frozenset[int]:
    """The tokens of lines that are written in capitals, unless the whole text is."""
    loud: list[int] = []
    start = 0
    for end in range(len(words) + 1):
        if end == len(words) or "\n" in words[end]:
            line = [word for word in words[start:end] if len(word) > 1 and word[0].isalpha()]
            if len(line) >= _HEADING_WORDS and sum(map(is_upper, line)) >= _LOUD * len(line):
                loud += range(start, end)
            start = end + 1
    return frozenset(loud) if len(loud) < len(words) - words.count("\n") else frozenset()


@cache
def word_class(name: str) -> frozenset[str]:
    """The folded words of a class of `models/lexicons/grammar.tsv`."""
    return frozenset(map(fold, forms(name)))


@cache
def forms(name: str) -> tuple[str, ...]:
    """The words of a class of `models/lexicons/grammar.tsv` as they are written there."""
    found = (row["forms"] for row in lexicon.rows("grammar") if row["class"] == name)
    return tuple(next(found).split(" "))


@lru_cache(_CACHED)
def has_letters(word: str) -> bool:
    """Whether `word` has a letter or a digit."""
    return any(map(str.isalnum, word))


@lru_cache(_CACHED)
def is_capitalised(word: str) -> bool:
    """Whether `word` could be a part of a proper name: a word of letters that begins with a capital."""
    return word[0].isupper() and _NAME_WORD.fullmatch(word) is not None


@lru_cache(_CACHED)
def is_upper(word: str) -> bool:
    """Whether `word` is written in capitals: two letters or more, none lower-case."""
    letters = [c for c in word if c.isalpha()]
    return len(letters) > 1 and all(map(str.isupper, letters))
