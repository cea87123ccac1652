"""Why the program says what it says: for each mention the rule, for each event the chain of cues."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from spacy.language import Language
from spacy.tokens import Span

from pipeline.assembly.assemble import assemble, candidates
from pipeline.assembly.frame import Frame
from pipeline.assembly.frames import find_frames
from pipeline.assembly.view import View
from pipeline.components import spans
from pipeline.french_dates import find_dates
from pipeline.records import Event


def explain(nlp: Language, text: str, published: str | None = None) -> Iterator[str]:
    """The lines of the explanation of `text`: its mentions by rule, then each event from sentence to filler.

    `published` (ISO date) is the reference of relative dates. Candidate events that were dropped are shown too,
    with the facts that were missing.
    """
    doc = nlp.make_doc(text)
    doc._.published = published
    doc = nlp(doc)
    day = dt.date.fromisoformat(published) if published else None
    steps = {m.start: m.steps for m in find_dates(doc.text, day)}
    for span in spans.mentions(doc):
        yield _mention(span)
        yield from (f"      {step}" for step in steps.get(span.start_char, ()) if span.label_ == "DATE")
    view = View(doc)
    events = {event.trigger.start: event for event in assemble(doc) if event.trigger}
    for frame in find_frames(view):
        yield from _frame(view, frame, events.get(frame.trigger[0]))


def _mention(span: Span) -> str:
    value = f" = {span.kb_id_}" if span.kb_id_ else ""
    return f"{span.label_:5} {span.text!r}{value}  [{span.start_char}:{span.end_char}]  {span.id_}"


def _frame(view: View, frame: Frame, event: Event | None) -> Iterator[str]:
    start, end = frame.trigger
    verdict = f"{event.factuality}, confidence {event.confidence}" if event else "dropped: too few facts"
    yield f"EVENT {frame.type.name} ({verdict})"
    yield f"  trigger {view.whole[start:end]!r}  {frame.rule}"
    for sentence in frame.told:
        yield f"  sentence {view.whole[sentence.start_char : sentence.end_char]!r}"
    for role, slots in candidates(view, frame).items():
        for slot in slots:
            kept = event is not None and _kept(view, event, role, slot.start, slot.end)
            mark = "→" if kept else "×"
            yield f"  {role} {mark} {view.text(slot.start, slot.end)!r}  {slot.rule}"
    if event and event.date:
        yield f"  date → {event.date.text!r} = {event.date.timex}"
    for place in event.place if event else ():
        yield f"  place → {place.text!r}"


def _kept(view: View, event: Event, role: str, start: int, end: int) -> bool:
    """Whether the event has a filler of `role` on the token span."""
    if end <= start:
        return False
    span = view.doc[start:end]
    return any(f.start < span.end_char and span.start_char < f.end for f in event.roles.get(role, ()))
