"""Fillers that no wording gives: who, by all that the article says of them, most likely organised a training or taught.

The cues of the rule files are right where they apply, and silent where a text says it in its own way. There a model
that has learnt from annotated articles is asked about every person, body and place of the article. It knows partners,
funders, participants and places too, so as not to take them for organisers; as fillers of those roles the
rules alone are better.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from pipeline.assembly.fillers import Entities, filler_of
from pipeline.assembly.role_features import Parts, Setting, features
from pipeline.assembly.role_model import RoleModel, role_model
from pipeline.assembly.slots import Slot
from pipeline.assembly.view import View
from pipeline.records import Entity, Event, Mention

_LABELS = frozenset({"PER", "ORG", "LOC"})
# How likely a filler has to be where the rules found none, and beside those that they found: one body organises a
# training, as a rule, but several people teach. Chosen by cross-validation.
_ALONE = {"organiser": 0.6, "trainer": 0.4}
_BESIDE = {"organiser": 1.0, "trainer": 0.6}


def completed(view: View, event: Event, parts: Parts, entities: Entities) -> Event:
    """`event` with the likely fillers that its rules did not find, if there is a model for its type."""
    model = role_model(event.type)
    if model is None:
        return event
    roles, rules = dict(event.roles), set(event.rules)
    for role, entity, mention in _proposals(model, Setting(view, event, parts), entities):
        start, end = view.token_at(mention.start), view.token_at(mention.end - 1) + 1
        slot = Slot(start, end, entity.label, f"learned.{role}")
        roles[role] = sorted([*roles[role], filler_of(view, slot, entities)], key=lambda filler: filler.start)
        rules.add(slot.rule)
    return event.model_copy(update={"roles": roles, "rules": sorted(rules)})


def _proposals(
    model: RoleModel, setting: Setting, entities: Entities
) -> Iterator[tuple[str, Entity, Mention]]:
    """The roles, the entities likely to fill them, and of each the mention nearest to the trigger of the event."""
    event = setting.event
    least = {role: (_BESIDE if event.roles.get(role) else _ALONE)[role] for role in _ALONE}
    taken = {f.entity for fillers in (*event.roles.values(), event.place) for f in fillers}
    for entity, rank in ranked(entities.all):
        if entity.id in taken:
            continue
        chances = model.probabilities(features(setting, entity, rank))
        role = max(chances, key=chances.__getitem__)
        if chances[role] >= least.get(role, 1.0):
            yield role, entity, _nearest(setting, entity)


def ranked(entities: list[Entity]) -> Iterator[tuple[Entity, int]]:
    """The persons, bodies and places among `entities` in text order, each with its number among those of its label."""
    counts: Counter[str] = Counter()
    for entity in sorted(entities, key=lambda entity: entity.mentions[0].start):
        if entity.label in _LABELS:
            yield entity, counts[entity.label]
            counts[entity.label] += 1


def _nearest(setting: Setting, entity: Entity) -> Mention:
    trigger = setting.view.starts[setting.trigger]
    return min(entity.mentions, key=lambda mention: abs(mention.start - trigger))
