"""`chronique_sentences`: blank lines and headings end a sentence, whatever the parser would say."""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc

from pipeline.clean import wrapped_line_ends
from pipeline.components.layout import layout_of


@Language.factory("chronique_sentences", assigns=["token.is_sent_start"])
def make_sentences(nlp: Language, name: str) -> SentenceBoundaries:  # noqa: ARG001 (spaCy's signature)
    r"""Sets sentence starts after blank lines, headings and list items; settings: none.

    Example:
        >>> import spacy
        >>> nlp = spacy.blank("fr")
        >>> _ = nlp.add_pipe("chronique_sentences")
        >>> [sentence.text for sentence in nlp("Des cadres en Chine\n\nLe géant chinois forme.").sents]
        ['Des cadres en Chine\n\n', 'Le géant chinois forme.']
    """
    return SentenceBoundaries()


class SentenceBoundaries:
    """Marks the token after a line end as a sentence start, unless the line end only wraps a paragraph."""

    def __call__(self, doc: Doc) -> Doc:
        """Sets `token.is_sent_start` after each true line end of `doc`; other tokens stay as they are."""
        layout = layout_of(doc)
        wrapped = set(wrapped_line_ends(layout.text)) if "\n" in layout.text else set()
        after_break = True
        for i, word in enumerate(layout.words):
            if word.isspace():
                after_break = after_break or self._breaks(word, layout.starts[i], wrapped)
            elif after_break:
                doc[i].is_sent_start = True
                after_break = False
        return doc

    @staticmethod
    def _breaks(text: str, start: int, wrapped: set[int]) -> bool:
        return any(
            character == "\n" and start + offset not in wrapped for offset, character in enumerate(text)
        )
