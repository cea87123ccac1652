"""`chronique_people`: persons, refined from the base model's entities."""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc, Span

from pipeline.components import spans


@Language.factory("chronique_people", requires=["doc.ents"], assigns=["doc.spans"])
def make_people(nlp: Language, name: str) -> People:  # noqa: ARG001 (spaCy's signature)
    """Sets PER mentions in `doc.spans["chronique"]`; settings: none."""
    return People()


class People:
    """Finds named persons."""

    def match(self, doc: Doc) -> list[Span]:
        """The PER mentions of `doc`."""
        return [
            Span(doc, e.start, e.end, "PER", span_id="people.model") for e in doc.ents if e.label_ == "PER"
        ]

    def __call__(self, doc: Doc) -> Doc:
        """Writes what `match` finds."""
        spans.write(doc, self.match(doc), "PER")
        return doc
