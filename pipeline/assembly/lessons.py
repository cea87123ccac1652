"""Where a text tells of teaching: weak constructions (“porte sur X”) count only near the words of a lesson."""

from __future__ import annotations

from functools import cached_property

from pipeline.assembly.patterns import compile_pattern
from pipeline.assembly.view import Sentence, View

# How many sentences before and after one may hold the word, besides the title and the lead.
_BEFORE, _AFTER, _LEAD = 4, 2, 2
# A text in which one sentence in so many holds such a word tells of teaching throughout.
_ONE_IN = 4


class Lessons:
    """The sentences of a Doc in which, or near which, a word tells that somebody learns something."""

    def __init__(self, view: View) -> None:
        self._view = view

    def near(self, sentence: Sentence) -> bool:
        """Whether the text tells of teaching in its title or lead, or around `sentence`."""
        dense = len(self._marked) * _ONE_IN >= len(self._view.sentences)
        return dense or self._close(sentence, self._marked)

    def anywhere(self) -> bool:
        """Whether any sentence of the text tells of teaching."""
        return bool(self._marked)

    def event_near(self, sentence: Sentence) -> bool:
        """The same for any event that has a theme, meetings included."""
        return self.near(sentence) or self._close(sentence, self._gathered)

    @staticmethod
    def _close(sentence: Sentence, marked: set[int]) -> bool:
        first, last = sentence.index - _BEFORE, sentence.index + _AFTER
        return any(i < _LEAD or first <= i <= last for i in marked)

    @cached_property
    def _marked(self) -> set[int]:
        return self._sentences("{lesson}")

    @cached_property
    def _gathered(self) -> set[int]:
        return self._sentences("{session}")

    def _sentences(self, pattern: str) -> set[int]:
        compiled = compile_pattern(pattern)
        return {s.index for s in self._view.sentences if self._view.holds(compiled, s)}
