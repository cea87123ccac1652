"""Frames into event records: role fillers chosen, facts added, what is too thin dropped."""

from __future__ import annotations

from collections.abc import Iterable

from spacy.tokens import Doc

from pipeline.assembly import facts, intervals
from pipeline.assembly.factuality import Wording, factuality
from pipeline.assembly.fillers import Entities, fillers_of, keep_apart
from pipeline.assembly.frame import Frame
from pipeline.assembly.frames import find_frames
from pipeline.assembly.likely import completed
from pipeline.assembly.naming import name_of
from pipeline.assembly.patterns import compile_pattern
from pipeline.assembly.repeats import without_repeats
from pipeline.assembly.role_features import Parts
from pipeline.assembly.setting import date_of, duration_of, places_of
from pipeline.assembly.slots import Slot
from pipeline.assembly.view import Sentence, View
from pipeline.assembly.ways import fill
from pipeline.assembly.weight import Findings, confidence, enough
from pipeline.records import Event, EventDate, Factuality, Filler, Mention, TextSpan

# What the dated lines of a programme have in common.
_COMMON = frozenset({"organiser", "participant", "partner", "funder"})


def assemble(doc: Doc) -> list[Event]:
    """The events of `doc`; offsets are those of `doc.text`."""
    view, events, entities = assembled(doc)
    parts = Parts(events)
    return [completed(view, event, parts, entities) for event in events]


def assembled(doc: Doc) -> tuple[View, list[Event], Entities]:
    """What the rules alone make of `doc`: its view, its events, and its entities, linked once asked for."""
    view = View(doc)
    frames = find_frames(view)
    entities = Entities(doc)
    events: dict[int, Event | None] = {}
    for frame in frames:
        event = _event(view, frame, entities)
        events[id(frame)] = _on_the_same_day(view, frame, event, events.values()) if event else None
    # An earlier or a next edition of nothing is none.
    told = [
        event
        for frame in frames
        if (event := events[id(frame)]) and (frame.main is None or events.get(id(frame.main)))
    ]
    events_told = without_repeats(told, frozenset(f.type.name for f in frames if not f.type.article_scope))
    return view, events_told, entities


def _on_the_same_day(view: View, frame: Frame, event: Event, earlier: Iterable[Event | None]) -> Event:
    """An undated event at the margin of a dated one, told before it, has its date; at its end, its last day."""
    texts = [view.sentence_text(sentence) for sentence in frame.told]
    if event.date or frame.type.article_scope or not any(facts.rules().margin.search(text) for text in texts):
        return event
    if any(facts.rules().ceremony.search(text) for text in texts) and (day := _day_of_ceremony(view, frame)):
        return event.model_copy(update={"date": EventDate.model_validate(day)})
    dated = [other for other in reversed(list(earlier)) if other and other.date]
    # What is only to come has no margin yet, unless nothing else is told.
    begun = [other for other in dated if other.factuality in {"held", "ongoing"}]
    main = next(iter(begun or dated), None)
    if main is None or main.date is None:
        return event
    date = main.date
    # The ceremony of what is over is the one that closed it.
    over = facts.rules().ceremony if main.factuality == "held" else facts.rules().closing
    if date.last and any(p.search(text) for p in (over, facts.rules().closing) for text in texts):
        date = date.model_copy(update={"first": date.last, "timex": date.last})
    told = frame.factuality or factuality(
        Wording(tuple(texts)), _days_of(date), event.duration, view.published
    )
    return event.model_copy(update={"date": date, "factuality": told})


def _day_of_ceremony(view: View, frame: Frame) -> dict[str, object] | None:
    """The day on which certificates were handed out, told before the event at the end of that ceremony."""
    before = [s for s in view.sentences if s.index < frame.told[0].index and facts.hands_out(view, s)]
    whens = [when for sentence in before for when in facts.dates(view, sentence)]
    return intervals.joined(whens, lasting=False)


def _days_of(date: EventDate) -> dict[str, str | None]:
    return {"from": date.first, "to": date.last}


def _event(view: View, frame: Frame, entities: Entities) -> Event | None:
    slots = candidates(view, frame)
    if frame.programme:
        own = {role: found for role, found in slots.items() if not all(s.guess for s in found)}
        slots = {**candidates(view, frame.programme, _COMMON), **own}
    findings = _findings(view, frame, slots, entities)
    if not enough(view, frame, findings):
        return None
    texts = [view.sentence_text(s) for s in frame.told]
    date, length = findings.date, findings.length
    start, end = frame.trigger
    likely: Factuality = (
        "planned" if frame.type.article_scope and facts.notice(view, frame.sentences) else frame.likely
    )
    wording = Wording(tuple(texts), "" if frame.type.article_scope else view.folded[start:end], likely)
    told = frame.factuality or factuality(wording, date, length, view.published)
    if told == "hypothetical" and date and view.published and (date["to"] or view.published) < view.published:
        # What is only wished is not past: the day is that of the wish.
        date = None
    return Event(
        type=frame.type.name,
        name=name_of(view, frame),
        factuality=told,
        date=EventDate.model_validate(date) if date else None,
        duration=length,
        place=findings.where,
        roles=findings.roles,
        trigger=Mention(text=view.whole[start:end], start=start, end=end, rule=frame.rule),
        evidence=[
            TextSpan(start=s.start_char, end=s.end_char)
            for s in frame.sentences
            if _contributes(s, frame, findings)
        ],
        rules=sorted({frame.rule, *(slot.rule for found_slots in slots.values() for slot in found_slots)}),
        confidence=confidence(frame, findings),
    )


def _findings(view: View, frame: Frame, slots: dict[str, list[Slot]], entities: Entities) -> Findings:
    roles = {role: fillers_of(view, role, slots.get(role, []), entities) for role in frame.type.roles}
    keep_apart(roles)
    where, length = _stated(places_of(view, frame, entities), frame, roles), duration_of(view, frame)
    if frame.programme:
        where = where or places_of(view, frame.programme, entities)
        length = length or duration_of(view, frame.programme)
    guessed = frozenset(role for role in roles if all(s.guess for s in slots.get(role, ())))
    return Findings(roles, where, date_of(view, frame), length, guessed)


def _stated(where: list[Filler], frame: Frame, roles: dict[str, list[Filler]]) -> list[Filler]:
    """The places of a meeting, agreement or visit, without those in what it is about: “a débattu du port de X”."""
    if frame.type.article_scope:
        return where
    aims = [filler for role in ("topic", "purpose", "party") for filler in roles.get(role, ())]
    return [place for place in where if not any(a.start <= place.start and place.end <= a.end for a in aims)]


def candidates(view: View, frame: Frame, only: frozenset[str] | None = None) -> dict[str, list[Slot]]:
    """The candidate fillers of each role (or of the roles `only`) from the frame's sentences."""
    found: dict[str, list[Slot]] = {}
    for sentence in sorted(frame.sentences, key=lambda s: _order(frame, s)):
        for role, cue in sentence.passage.among(frame.type.role_index):
            if only is not None and role not in only:
                continue
            if cue.told and sentence not in frame.told and _found_elsewhere(found.get(role), sentence):
                continue
            if sentence.heading and not frame.type.article_scope and _is_told(found.get(role)):
                continue
            for match in cue.matches(view, sentence):
                if frame.type.article_scope and _of_other_event(view, sentence, match.start()):
                    continue
                found.setdefault(role, []).extend(fill(view, cue, sentence, match))
        if frame.type.topics and only is None:
            found.setdefault(frame.type.topics, []).extend(_topics(view, sentence))
    return found


def _order(frame: Frame, sentence: Sentence) -> tuple[bool, bool]:
    """Sentences that announce the event first; headings last where the text tells it again in full."""
    return sentence not in frame.told, sentence.heading and not frame.type.article_scope


def _is_told(slots: list[Slot] | None) -> bool:
    """Whether some wording, no guess, has filled a role."""
    return any(not slot.guess for slot in slots or ())


def _found_elsewhere(slots: list[Slot] | None, sentence: Sentence) -> bool:
    """Whether another sentence has filled a role already."""
    return any(not sentence.start <= slot.start < sentence.end for slot in slots or ())


def _of_other_event(view: View, sentence: Sentence, char: int) -> bool:
    """Whether the nearest event noun before `char` is another event's (“une conférence de presse organisée par”)."""
    other = [
        m.end() for m in compile_pattern("{other_event}").finditer(view.folded, sentence.start_char, char)
    ]
    if not other:
        return False
    ours = [
        m.end()
        for m in compile_pattern("{training}|{session}|{anaphor}").finditer(
            view.folded, sentence.start_char, char
        )
    ]
    return max(other) > max(ours, default=-1)


def _topics(view: View, sentence: Sentence) -> Iterable[Slot]:
    seen = set()
    for i in range(sentence.start, sentence.end):
        mention = view.mention_at.get(i)
        if mention is not None and mention.label_ == "TOPIC" and mention.start not in seen:
            seen.add(mention.start)
            yield Slot(mention.start, mention.end, "TOPIC", mention.id_)


def _contributes(sentence: Sentence, frame: Frame, findings: Findings) -> bool:
    fillers = [f for fillers in findings.roles.values() for f in fillers] + findings.where
    return sentence in frame.told or any(sentence.start_char <= f.start < sentence.end_char for f in fillers)
