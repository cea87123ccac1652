"""`chronique_sentences`: blank lines and headings end a sentence, whatever the parser would say."""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc


@Language.factory("chronique_sentences", assigns=["token.is_sent_start"])
def make_sentences(nlp: Language, name: str) -> SentenceBoundaries:  # noqa: ARG001 (spaCy's signature)
    """Sets sentence starts after line ends; settings: none."""
    return SentenceBoundaries()


class SentenceBoundaries:
    """Marks the token after a line end as a sentence start."""

    def __call__(self, doc: Doc) -> Doc:
        """Sets `token.is_sent_start` after each line end of `doc`."""
        after_break = True
        for token in doc:
            if token.is_space:
                after_break = after_break or "\n" in token.text
            elif after_break:
                token.is_sent_start = True
                after_break = False
        return doc
