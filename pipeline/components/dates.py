"""`chronique_dates`: date expressions with their TIMEX3 values."""

from __future__ import annotations

import datetime as dt

from spacy.language import Language
from spacy.tokens import Doc, Span

from pipeline.components import spans
from pipeline.french_dates import find_dates

if not Doc.has_extension("published"):
    Doc.set_extension("published", default=None)


@Language.factory("chronique_dates", assigns=["doc.spans"])
def make_dates(nlp: Language, name: str) -> Dates:  # noqa: ARG001 (spaCy's signature)
    """Sets DATE mentions in `doc.spans["chronique"]`, resolved against `doc._.published`; settings: none."""
    return Dates()


class Dates:
    """Finds date expressions; `doc._.published` (ISO date or None) is the reference."""

    def match(self, doc: Doc) -> list[Span]:
        """The DATE mentions of `doc`; `span._.date` holds the value as a plain dict."""
        reference = dt.date.fromisoformat(doc._.published) if doc._.published else None
        found = []
        for mention in find_dates(doc.text, reference):
            span = doc.char_span(
                mention.start,
                mention.end,
                label="DATE",
                alignment_mode="expand",
                kb_id=mention.value.timex or "",
                span_id=mention.rule,
            )
            if span is not None:
                span._.date = mention.value.model_dump(by_alias=True)
                found.append(span)
        return found

    def __call__(self, doc: Doc) -> Doc:
        """Writes what `match` finds."""
        spans.write(doc, self.match(doc), "DATE")
        return doc
