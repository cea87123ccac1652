"""Frames into event records: role fillers chosen, facts added, what is too thin dropped."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from spacy.tokens import Doc

from pipeline.assembly import facts
from pipeline.assembly.factuality import factuality as factuality_of
from pipeline.assembly.frames import Frame, find_frames
from pipeline.assembly.naming import name_of
from pipeline.assembly.patterns import compile_pattern
from pipeline.assembly.phrases import is_people
from pipeline.assembly.places import places
from pipeline.assembly.slots import Slot, generic
from pipeline.assembly.view import Sentence, View
from pipeline.assembly.ways import fill
from pipeline.components import linking
from pipeline.components.descriptions import Descriptions
from pipeline.countries import countries_of, country_of, is_country
from pipeline.records import Entity, Event, EventDate, Filler, Mention, TextSpan


def assemble(doc: Doc) -> list[Event]:
    """The events of `doc`; offsets are those of `doc.text`."""
    view = View(doc)
    entities = _Entities(doc)
    frames = find_frames(view)
    events = {id(frame): _event(view, frame, entities) for frame in frames}
    # An earlier or a next edition of nothing is none.
    return [
        event
        for frame in frames
        if (event := events[id(frame)]) and (frame.main is None or events.get(id(frame.main)))
    ]


_MOST_PLACES = 4
# An event that no sure trigger announces needs so many facts.
_SURE, _MANY = 3, 3
_FEW = 2
_MOST_PARTICIPANTS = 3
# Rules that tell of people who came, not of those who were announced.
_SEEN = frozenset({"participant.takes_part", "participant.gathers", "participant.number"})
# What the dated lines of a programme have in common.
_COMMON = frozenset({"organiser", "participant", "partner", "funder"})


class _Entities:
    """The entities of a Doc by the offsets of their mentions."""

    def __init__(self, doc: Doc) -> None:
        self.doc = doc
        self.all = linking.link_entities(doc)
        self._at = {(m.start, m.end): entity for entity in self.all for m in entity.mentions}
        self._by_id = {entity.id: entity for entity in self.all}
        self._descriptions = Descriptions(doc, self.all)

    def of(self, start: int, end: int) -> Entity | None:
        """The entity of the mention with exactly these character offsets."""
        return self._at.get((start, end))

    def meant(self, start: int, end: int) -> Entity | None:
        """The entity that the definite description with these character offsets means."""
        identifier = self._descriptions.resolve(start, end)
        return self._by_id.get(identifier) if identifier else None


def _event(view: View, frame: Frame, entities: _Entities) -> Event | None:
    slots = candidates(view, frame)
    if frame.programme:
        slots = {**candidates(view, frame.programme, _COMMON), **slots}
    roles = {role: _fillers(view, role, slots.get(role, []), entities) for role in frame.type.roles}
    _keep_apart(roles)
    where = _places(view, frame, entities) or (
        _places(view, frame.programme, entities) if frame.programme else []
    )
    date, length = _date(view, frame), _duration(view, frame)
    if frame.programme:
        length = length or _duration(view, frame.programme)
    found = {role for role, fillers in roles.items() if fillers}
    found |= {name for name, value in (("date", date), ("place", where), ("duration", length)) if value}
    if not (_enough(frame, found) if frame.side else _complete(frame, found, roles)):
        return None
    texts = [view.sentence_text(s) for s in frame.told]
    published = view.doc._.published if view.doc.has_extension("published") else None
    factuality = frame.factuality or factuality_of(texts, date, length, published)
    start, end = frame.trigger
    sentences = [s for s in frame.sentences if _contributes(s, frame, roles, where)]
    return Event(
        type=frame.type.name,
        name=name_of(view, frame),
        factuality=factuality,
        date=EventDate.model_validate(date) if date else None,
        duration=length,
        place=where,
        roles=roles,
        trigger=Mention(text=view.whole[start:end], start=start, end=end, rule=frame.rule),
        evidence=[TextSpan(start=s.start_char, end=s.end_char) for s in sentences],
        rules=sorted({frame.rule, *(slot.rule for found_slots in slots.values() for slot in found_slots)}),
        confidence=_confidence(frame, found),
    )


def _enough(frame: Frame, found: set[str]) -> bool:
    """Whether an event beside the main one says enough: one fact where its trigger tells it apart, else more."""
    told_apart = any(cue.rule == frame.rule and cue.side for cue in frame.type.triggers)
    return bool(found) if told_apart else len(found - {"date"}) > 0 and len(found) >= _FEW


def _complete(frame: Frame, found: set[str], roles: dict[str, list[Filler]]) -> bool:
    """Whether one of the type's sets of required facts is there; a role named twice needs two fillers."""
    if frame.type.article_scope and frame.strength < _SURE and len(found) < _MANY:
        return False
    for required in frame.type.requires:
        counts = {fact: required.count(fact) for fact in required}
        if all(fact in found and (n == 1 or len(roles.get(fact, ())) >= n) for fact, n in counts.items()):
            return True
    return not frame.type.requires


def candidates(view: View, frame: Frame, only: frozenset[str] | None = None) -> dict[str, list[Slot]]:
    """The candidate fillers of each role (or of the roles `only`) from the frame's sentences."""
    found: dict[str, list[Slot]] = {}
    for sentence in sorted(frame.sentences, key=lambda s: _order(frame, s)):
        for role, cue in frame.type.role_cues:
            if only is not None and role not in only:
                continue
            if cue.told and found.get(role) and sentence not in frame.told:
                continue
            if sentence.heading and found.get(role) and not frame.type.article_scope:
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


def _fillers(view: View, role: str, slots: list[Slot], entities: _Entities) -> list[Filler]:
    people = [slot for slot in slots if slot.rule.startswith("participant.")]
    if people:
        slots = [*(s for s in slots if s not in people), *_participants(view, people)]
    fillers: list[Filler] = []
    for slot in slots:
        filler = _filler(view, slot, entities, counts=role == "participant")
        if not any(_same(filler, other) for other in fillers):
            fillers.append(filler)
    return sorted(fillers, key=lambda f: f.start) if role != "participant" else fillers


def _participants(view: View, slots: list[Slot]) -> list[Slot]:
    """One description with its count: a bare or generic count goes to the fullest description."""
    described = [s for s in slots if s.described and not generic(view, s)]
    counted = [s for s in slots if s.count is not None]
    if not described:
        best = next((s for s in counted if s.described), None) or next(
            (s for s in slots if s.described), None
        )
        return [best] if best else []
    chosen = max(described, key=lambda s: _fullness(view, s))
    bare = [s for s in counted if not s.described or generic(view, s)]
    actual = next((s for s in bare if not s.approximate), bare[0] if bare else None)
    if actual and (chosen.count is None or chosen.approximate or view.sentence_of(chosen.start).heading):
        chosen = replace(chosen, count=actual.count, approximate=actual.approximate)
    others = [
        s
        for s in described
        if s.rule == chosen.rule and s.start != chosen.start and _coordinated(view, chosen, s)
    ]
    if not others and not is_people(view, chosen.start, chosen.end):
        named = [s for s in described if s.start != chosen.start and is_people(view, s.start, s.end)]
        others = sorted(named, key=lambda s: s.start - s.end)[:1]
    return [chosen, *others[:_MOST_PARTICIPANTS]]


def _fullness(view: View, slot: Slot) -> tuple[bool, bool, bool, bool, bool]:
    """How well a description says who takes part: counted, of people, not in a heading, seen there, addressed."""
    heading = view.sentence_of(slot.start).heading
    seen = slot.rule in _SEEN
    return (
        slot.count is not None,
        is_people(view, slot.start, slot.end),
        not heading,
        seen,
        slot.rule == "participant.for",
    )


def _coordinated(view: View, first: Slot, second: Slot) -> bool:
    a, b = sorted((first, second), key=lambda s: s.start)
    between = view.doc[a.end : b.start].text.strip()
    return len(between) < 14 and any(word in between for word in ("et", ","))  # noqa: PLR2004 (“, ainsi que des”)


def _filler(view: View, slot: Slot, entities: _Entities, *, counts: bool = False) -> Filler:
    span = view.doc[slot.start : slot.end]
    people = slot.rule.startswith("participant.") or (counts and slot.count is not None)
    entity = entities.of(span.start_char, span.end_char) if slot.label else None
    if entity is None and not people and slot.label is None:
        entity = entities.meant(span.start_char, span.end_char)
    return Filler(
        text=span.text,
        start=span.start_char,
        end=span.end_char,
        label=slot.label,
        entity=entity.id if entity else None,
        name=entity.name if entity else span.text,
        country=entity.country
        if entity and entity.country
        else (_country(span.text) if slot.label in {None, "LOC"} else None),
        count=slot.count if people else None,
        approximate=slot.approximate if people else None,
        domain=entity.domain if entity else None,
    )


def _country(text: str) -> str | None:
    """The one country that a word of `text` names: “12 togolais” → TG."""
    whole = country_of(text)
    if whole:
        return whole
    codes = {codes[0] for word in text.split() if len(codes := countries_of(word.strip(".,;()"))) == 1}
    return codes.pop() if len(codes) == 1 else None


def _same(a: Filler, b: Filler) -> bool:
    if a.entity and b.entity:
        return a.entity == b.entity
    return (a.start < b.end and b.start < a.end) or (a.name or "").casefold() == (b.name or "").casefold()


# Who is named in a stronger role is not repeated in a weaker one.
_STRONGER = (
    ("funder", "partner"),
    ("partner", "organiser"),
    ("funder", "organiser"),
    ("organiser", "trainer"),
    ("organiser", "participant"),
    ("trainer", "participant"),
)


def _keep_apart(roles: dict[str, list[Filler]]) -> None:
    for strong, weak in _STRONGER:
        if roles.get(strong) and roles.get(weak):
            roles[weak] = [f for f in roles[weak] if not any(_same(f, other) for other in roles[strong])]


def _places(view: View, frame: Frame, entities: _Entities) -> list[Filler]:
    for group in (
        [s for s in frame.told if not s.heading],
        frame.context[:6],
        [s for s in frame.told if s.heading],
    ):
        found = [slot for sentence in group for slot in places(view, sentence)]
        if found:
            fillers: list[Filler] = []
            for slot in _narrowest(view, found)[:_MOST_PLACES]:
                filler = _filler(view, slot, entities)
                if not any(_same(filler, other) for other in fillers):
                    fillers.append(filler)
            return fillers
    return []


def _narrowest(view: View, slots: list[Slot]) -> list[Slot]:
    """The venues and towns among `slots`; countries only where nothing narrower is named."""
    narrow = [slot for slot in slots if not is_country(view.text(slot.start, slot.end))]
    return narrow or slots


def _date(view: View, frame: Frame) -> dict[str, Any] | None:
    """The date of the sentences that announce the event; its last day may stand in one that follows."""
    told = [when for sentence in frame.told for when in facts.dates(view, sentence)]
    if frame.title:
        return facts.spanned(told)
    around = [when for sentence in frame.context[:6] for when in facts.dates(view, sentence)]
    if told and not any(when.side != "begins" for when in told):
        told += [when for when in around if when.side == "ends"][:1]
    lasting = frame.type.article_scope
    return facts.joined(told, lasting=lasting) or facts.joined(around, lasting=lasting)


def _duration(view: View, frame: Frame) -> str | None:
    stated = (facts.duration(view, sentence, told=sentence in frame.told) for sentence in frame.sentences)
    return next((length for length in stated if length), None)


def _contributes(
    sentence: Sentence, frame: Frame, roles: dict[str, list[Filler]], where: list[Filler]
) -> bool:
    fillers = [f for fillers in roles.values() for f in fillers] + where
    return sentence in frame.told or any(sentence.start_char <= f.start < sentence.end_char for f in fillers)


def _confidence(frame: Frame, found: set[str]) -> float:
    score = 0.3 + 0.1 * len(found) + (0.1 if frame.strength > 1 else 0)
    return round(min(score, 0.95), 2)
