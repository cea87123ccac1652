"""`chronique_dates`: date expressions with their TIMEX3 values."""

from __future__ import annotations

import datetime as dt

from spacy.language import Language
from spacy.tokens import Doc, Span

from pipeline.components import spans
from pipeline.components.layout import text_of
from pipeline.french_dates import find_dates

if not Doc.has_extension("published"):
    Doc.set_extension("published", default=None)


@Language.factory("chronique_dates", assigns=["doc.spans"])
def make_dates(nlp: Language, name: str) -> Dates:  # noqa: ARG001 (spaCy's signature)
    """Finds French date expressions and resolves them.

    Sets: spans labelled DATE in `doc.spans["chronique"]`; `span.id_` is the rule, `span.kb_id_` the TIMEX3 value,
    `span._.date` the value as a plain dict (`type`, `timex`, `from`, `to`, `inferred`).

    Settings: none. `doc._.published` (a date, an ISO date as a string, or None) is the day that relative dates
    count from; without it a dateline or other full dates of the text take its place.

    Example:
        >>> import spacy
        >>> nlp = spacy.blank("fr")
        >>> _ = nlp.add_pipe("chronique_dates")
        >>> doc = nlp("La formation a eu lieu du 12 au 16 mai 2025.")
        >>> [(span.text, span.kb_id_) for span in doc.spans["chronique"]]
        [('12 au 16 mai 2025', '2025-05-12/2025-05-16')]
    """
    return Dates()


class Dates:
    """Finds date expressions; `doc._.published` is the reference."""

    def match(self, doc: Doc) -> list[Span]:
        """The date expressions of `doc` as spans labelled DATE; raises ValueError for a bad `doc._.published`."""
        found = []
        for mention in find_dates(text_of(doc), _day(doc._.published)):
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


def _day(published: dt.date | str | None) -> dt.date | None:
    if isinstance(published, dt.datetime):
        return published.date()
    if not published or isinstance(published, dt.date):
        return published or None
    try:
        return dt.date.fromisoformat(published[: len("2019-05-30")])
    except ValueError:
        msg = f"doc._.published is {published!r}, which is no date: give it as YYYY-MM-DD, or None"
        raise ValueError(msg) from None
