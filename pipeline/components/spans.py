"""The span group that all components share, its overlap policy, and the extensions that carry values.

Mentions live in `doc.spans["chronique"]`: `span.label_` is one of PER, ORG, LOC, DATE, TOPIC, `span.id_`
names the rule that made it, `span.kb_id_` holds its value (a DATE's TIMEX3 value, a TOPIC's canonical name).
What does not fit in a string lies in `span._.date` (a DateValue as a plain dict) and in `doc.user_data`, so
that everything survives `DocBin` and worker processes. This module is the only writer of the group.
"""

from __future__ import annotations

from collections.abc import Iterable

from spacy.tokens import Doc, Span, SpanGroup

GROUP = "chronique"
# The group of what the network of `chronique_taught` reads, and its label for descriptions of people who learn.
TAUGHT, LEARNERS = "taught", "PART"
# Where two mentions overlap, the layer that comes first wins (guidelines: DATE over TOPIC, TOPIC over names).
PRECEDENCE = {label: rank for rank, label in enumerate(("DATE", "TOPIC", "PER", "ORG", "LOC"))}

if not Span.has_extension("date"):
    Span.set_extension("date", default=None)


def mentions(doc: Doc, *labels: str) -> list[Span]:
    """The mentions of `doc` with one of `labels` (all without any), in text order."""
    if GROUP not in doc.spans:
        return []
    return sorted(
        (span for span in doc.spans[GROUP] if not labels or span.label_ in labels),
        key=lambda span: span.start,
    )


def taught(doc: Doc) -> list[Span]:
    """What `chronique_taught` has read in `doc`, labelled TOPIC or LEARNERS, in text order."""
    return list(doc.spans.get(TAUGHT, ()))


def write(doc: Doc, spans: Iterable[Span], *replaced: str) -> None:
    """Puts `spans` into the group instead of those labelled `replaced`, and resolves overlaps.

    The higher layer wins; within a layer the longer span, then the earlier one.
    """
    kept = [span for span in mentions(doc) if span.label_ not in replaced]
    doc.spans[GROUP] = SpanGroup(doc, name=GROUP, spans=resolve([*kept, *spans]))


def resolve(spans: Iterable[Span]) -> list[Span]:
    """The spans that remain when no two may share a token, in text order."""
    ranked = sorted(spans, key=lambda s: (PRECEDENCE[s.label_], s.start - s.end, s.start))
    taken: set[int] = set()
    chosen = []
    for span in ranked:
        tokens = range(span.start, span.end)
        if taken.isdisjoint(tokens):
            taken.update(tokens)
            chosen.append(span)
    return sorted(chosen, key=lambda s: s.start)
