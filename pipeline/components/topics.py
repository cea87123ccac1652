"""`chronique_topics`: what is taught."""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc, Span

from pipeline.assembly.topics import find_topics
from pipeline.assembly.view import View
from pipeline.components import spans
from pipeline.topics import lexicon


@Language.factory("chronique_topics", assigns=["doc.spans"])
def make_topics(nlp: Language, name: str) -> Topics:  # noqa: ARG001 (spaCy's signature)
    """Sets TOPIC mentions in `doc.spans["chronique"]`; settings: none."""
    return Topics()


class Topics:
    """Finds training topics."""

    def match(self, doc: Doc) -> list[Span]:
        """The TOPIC mentions of `doc`."""
        normalise = lexicon().normalise
        return [
            Span(doc, t.start, t.end, "TOPIC", kb_id=normalise(doc[t.start : t.end].text), span_id=t.rule)
            for t in find_topics(View(doc))
        ]

    def __call__(self, doc: Doc) -> Doc:
        """Writes the topics of `doc`."""
        spans.write(doc, self.match(doc), "TOPIC")
        return doc
