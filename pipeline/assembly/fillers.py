"""Candidates into role fillers: the entity each one means, its country, no filler twice."""

from __future__ import annotations

from functools import cached_property

from spacy.tokens import Doc

from pipeline.assembly import participants
from pipeline.assembly.offices import in_authority
from pipeline.assembly.slots import Slot
from pipeline.assembly.view import View
from pipeline.components import functions, linking
from pipeline.components.descriptions import Descriptions
from pipeline.countries import countries_of, country_of
from pipeline.records import Entity, Filler


class Entities:
    """The entities of a Doc by the offsets of their mentions."""

    def __init__(self, doc: Doc) -> None:
        self.doc = doc

    @cached_property
    def all(self) -> list[Entity]:
        """All entities; linked once a candidate asks for one: most articles without an event have none."""
        return linking.link_entities(self.doc)

    @cached_property
    def _at(self) -> dict[tuple[int, int], Entity]:
        return {(m.start, m.end): entity for entity in self.all for m in entity.mentions}

    def of(self, start: int, end: int) -> Entity | None:
        """The entity of the mention with exactly these character offsets."""
        return self._at.get((start, end))

    def meant(self, start: int, end: int) -> Entity | None:
        """The entity that the definite description with these character offsets means."""
        identifier = self._descriptions.resolve(start, end)
        return next((entity for entity in self.all if entity.id == identifier), None)

    @cached_property
    def _descriptions(self) -> Descriptions:
        return Descriptions(functions.mentioned(self.doc), self.all)


def fillers_of(view: View, role: str, slots: list[Slot], entities: Entities) -> list[Filler]:
    """The fillers of `role` among the candidates `slots`."""
    slots = [slot for slot in slots if not slot.guess or slot.rule.startswith("participant.")] or slots
    people = [slot for slot in slots if slot.rule.startswith("participant.")]
    if people:
        slots = [*(s for s in slots if s not in people), *participants.choose(view, people)]
    if role == "trainer":
        slots = _named_rather([slot for slot in slots if not in_authority(view, slot)])
    fillers: list[Filler] = []
    for slot in slots:
        filler = filler_of(view, slot, entities, counts=role == "participant")
        add(fillers, filler)
    return sorted(fillers, key=lambda f: f.start) if role != "participant" else fillers


def _named_rather(slots: list[Slot]) -> list[Slot]:
    """Without a description of so many people (“deux formateurs”) where as many are named."""
    named = len({(slot.start, slot.end) for slot in slots if slot.label == "PER"})
    return [slot for slot in slots if slot.label or slot.count is None or slot.count != named]


def add(fillers: list[Filler], filler: Filler) -> None:
    """Adds `filler` unless one of `fillers` is the same."""
    if not any(_same(filler, other) for other in fillers):
        fillers.append(filler)


def filler_of(view: View, slot: Slot, entities: Entities, *, counts: bool = False) -> Filler:
    """The filler that a candidate makes."""
    span = view.doc[slot.start : slot.end]
    people = slot.rule.startswith("participant.") or (counts and slot.count is not None)
    entity = entities.of(span.start_char, span.end_char) if slot.label else None
    # “Agence thématique de recherche” is a name, whatever “l'agence” means elsewhere.
    described = not span.text[:1].isupper() or " " not in span.text
    if entity is None and not people and slot.label is None and described:
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


def keep_apart(roles: dict[str, list[Filler]]) -> None:
    """Drops from each role who fills a stronger one."""
    for strong, weak in _STRONGER:
        if roles.get(strong) and roles.get(weak):
            roles[weak] = [f for f in roles[weak] if not any(_same(f, other) for other in roles[strong])]
