"""`chronique_organisations`: organisations and places, refined from the base model's entities."""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc, Span

from pipeline.components import spans


@Language.factory("chronique_organisations", requires=["doc.ents"], assigns=["doc.spans"])
def make_organisations(nlp: Language, name: str) -> Organisations:  # noqa: ARG001 (spaCy's signature)
    """Sets ORG and LOC mentions in `doc.spans["chronique"]`; settings: none."""
    return Organisations()


class Organisations:
    """Finds organisations and places."""

    def match(self, doc: Doc) -> list[Span]:
        """The ORG and LOC mentions of `doc`."""
        return [
            Span(doc, e.start, e.end, e.label_, span_id="organisations.model")
            for e in doc.ents
            if e.label_ in {"ORG", "LOC"}
        ]

    def __call__(self, doc: Doc) -> Doc:
        """Writes what `match` finds."""
        spans.write(doc, self.match(doc), "ORG", "LOC")
        return doc
