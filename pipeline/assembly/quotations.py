"""Quotations: the titles that they hold, those that are lists, those that stand side by side."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.assembly.listings import enumerated, trimmed
from pipeline.assembly.phrase_rules import TokenSpan
from pipeline.assembly.phrase_words import skip_determiners
from pipeline.assembly.view import Sentence, View, lower, verb_form

QUOTES = {"«": "»", "“": "”", '"': '"', "‘": "’", "„": "“", "”": "”", "'": "'"}
TITLE_LENGTH = 40


def quoted_at(view: View, i: int, sentence: Sentence) -> TokenSpan | None:
    """The inside of a quotation that opens at `i`, whatever its length; None where none does."""
    doc = view.doc
    if i >= sentence.end or doc[i].text[0] not in QUOTES:
        return None
    closing = QUOTES[doc[i].text[0]]
    opening_end = i + 1
    while opening_end < len(doc) and doc[opening_end].text in QUOTES and doc[opening_end].text in "‘’'":
        opening_end += 1
    for j in range(opening_end, min(len(doc), i + TITLE_LENGTH)):
        if doc[j].text[0] == closing or (closing == "”" and doc[j].text[0] in '"“'):
            return trimmed(view, opening_end, j)
    return None


def spells_out(view: View, quoted: TokenSpan) -> bool:
    """Whether a quotation is a list and no title: “« la collecte, le contrôle et l'usage de … »”."""
    start, end = quoted
    opened = view.doc[start - 1]
    articles = sum(
        view.doc[i].pos_ == "DET" and (view.doc[i - 1].text == "," or lower(view.doc[i - 1]) == "et")
        for i in range(start + 1, end)
    )
    return (
        opened.pos_ == "DET"
        and articles > int(opened.text[0].isupper())
        and bool(enumerated(view, start, end))
    )


def quoted_list(view: View, span: TokenSpan, sentence: Sentence) -> Iterator[TokenSpan]:
    """A quotation and those coordinated with it: « A », « B » et « C »."""
    quoted: TokenSpan | None = span
    while quoted and quoted[1] > quoted[0]:
        yield quoted
        i = quoted[1] + 1
        while i < sentence.end and (
            view.doc[i].text in {",", ";"}
            or view.doc[i].is_space
            or lower(view.doc[i]) in {"et", "ou", "puis"}
        ):
            i += 1
        quoted = quoted_at(view, skip_determiners(view, i, sentence.end), sentence)


def goes_on(view: View, title: TokenSpan) -> bool:
    """Whether a quotation is a piece of the sentence and no title: “cette formation « fait partie de … »”."""
    first = view.doc[title[0]]
    verb = "Fin" in verb_form(first) or first.pos_ == "AUX"
    led = first.pos_ == "ADP" and lower(first) in {"sur", "à", "en", "dans", "pour", "par", "avec"}
    return first.text[0].islower() and (verb or led)
