"""The blocks of a page: what stands under a line of its own (“Alphabétisation : on continue !”)."""

from __future__ import annotations

from pipeline.assembly.view import Sentence, View

# A line that heads a block is short, ends like no sentence of a text, and a paragraph stands below it.
_LINE = 90
_TEXT = 100
_ENDS = ".;,:"


class Blocks:
    """Which line heads the block that a sentence stands in; the title and what stands above any such line have none."""

    def __init__(self, view: View) -> None:
        self._head_of: list[int | None] = []
        head = None
        for sentence in view.sentences:
            if _heads(view, sentence):
                head = sentence.index
            self._head_of.append(head)

    def of(self, sentence: Sentence) -> int | None:
        """The index of the line that heads the block of `sentence`."""
        return self._head_of[sentence.index]


def _heads(view: View, sentence: Sentence) -> bool:
    """Whether `sentence` is a line of its own over a paragraph."""
    if not sentence.index or sentence.bullet or not _alone(view, sentence.index):
        return False
    length = sentence.end_char - sentence.start_char
    if length > _LINE or view.whole[sentence.end_char - 1] in _ENDS or dated_line(view, sentence):
        return False
    below = sentence.index + 1
    if below < len(view.sentences) and dated_line(view, view.sentences[below]):
        below += 1
    return below < len(view.sentences) and not _alone(view, below, longer=_TEXT)


def dated_line(view: View, sentence: Sentence) -> bool:
    """Whether a line holds a date and little else: “19 mai 2023”, “Lomé, du 15 juillet au 9 août 2024”."""
    mentions = {m.start: m for i in range(sentence.start, sentence.end) if (m := view.mention_at.get(i))}
    dates = sum(m.end_char - m.start_char for m in mentions.values() if m.label_ == "DATE")
    return 2 * dates >= sentence.end_char - sentence.start_char


def _alone(view: View, index: int, *, longer: int = 0) -> bool:
    """Whether a sentence stands alone on its line, and, where `longer` is given, is no longer than that."""
    sentence = view.sentences[index]
    last = index + 1 == len(view.sentences)
    short = not longer or sentence.end_char - sentence.start_char <= longer
    return short and view.begins_line(sentence) and (last or view.begins_line(view.sentences[index + 1]))
