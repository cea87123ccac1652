"""What an article says of a person, a body or a place around an event, as the features of a linear model.

A feature is a string; which ones occur is all that counts. Words are cut to their first letters, a poor man's stem
that needs no lemmatizer, and each feature carries the label of the entity, as the same words mean different things
beside a person and beside a body.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

from pipeline.assembly.patterns import fold
from pipeline.assembly.view import Sentence, View
from pipeline.records import Entity, Event, Mention

_STEM = 6
# How many words on each side of a mention count, and how many of them with their order.
_WINDOW, _ORDERED = 8, 3
# Sentences before and after the one that announces the event, told apart up to so many.
_BEFORE, _AFTER = -3, 5
_CLOSE = 12
_NAME, _FUNCTION, _MANY = 3, 6, 4


class Parts:
    """What entities do in the events of an article."""

    def __init__(self, events: Iterable[Event]) -> None:
        self._parts: defaultdict[str | None, Counter[str]] = defaultdict(Counter)
        for event in events:
            for entity, part in _parts(event):
                self._parts[entity][part] += 1

    def elsewhere(self, event: Event, entity: str) -> set[str]:
        """What an entity does in other events than `event`, one of those given: `training.trainer` and the like."""
        own = Counter(part for named, part in _parts(event) if named == entity)
        return set(self._parts[entity] - own) if entity in self._parts else set()


def _parts(event: Event) -> Iterator[tuple[str | None, str]]:
    return (
        (filler.entity, f"{event.type}.{role}") for role, fillers in event.roles.items() for filler in fillers
    )


class Setting:
    """An event as its neighbourhood is asked: its trigger, the sentences that tell of it, the parts in others."""

    def __init__(self, view: View, event: Event, parts: Parts) -> None:
        self.view, self.event, self.parts = view, event, parts
        self.trigger = view.token_at(event.trigger.start) if event.trigger else 0
        self.told = view.sentence_of(self.trigger)
        self.evidence = {view.sentence_of(view.token_at(span.start)).index for span in event.evidence}


def features(setting: Setting, entity: Entity, rank: int) -> set[str]:
    """The features of `entity`, the one of its label that the article names as number `rank` (from 0)."""
    found = {"any", *_of_entity(entity, rank)}
    found |= {f"elsewhere={part}" for part in setting.parts.elsewhere(setting.event, entity.id)}
    for mention in entity.mentions:
        found.update(_of_mention(setting, mention))
    return {f"{entity.label} {feature}" for feature in found}


def stem(word: str) -> str:
    """A folded word by its first letters; digits by their number."""
    return "0" * len(word) if word.isdigit() else word[:_STEM]


def _of_entity(entity: Entity, rank: int) -> Iterator[str]:
    yield f"mentions={min(len(entity.mentions), _MANY)}"
    yield f"rank={min(rank, _MANY)}"
    # A body's name says what it is; a person's or a place's only who.
    if entity.label == "ORG":
        words = [stem(word) for word in fold(entity.name).replace("'", " ").split()]
        yield from (f"name={word}" for word in words[:_NAME])
        yield f"head={words[0] if words else ''}"
    if entity.name.isupper():
        yield "capitals"
    function = fold(entity.function or "").replace("'", " ").split()
    yield from (f"function={stem(word)}" for word in function[:_FUNCTION])
    if not function:
        yield "no function"


def _of_mention(setting: Setting, mention: Mention) -> Iterator[str]:
    view = setting.view
    start, end = view.token_at(mention.start), view.token_at(mention.end - 1) + 1
    sentence = view.sentence_of(start)
    yield from _place_in_text(setting, sentence)
    before = _stems(view, max(sentence.start, start - _WINDOW), start)
    after = _stems(view, end, min(sentence.end, end + _WINDOW))
    yield from _around("before", before[::-1])
    yield from _around("after", after)
    yield from (f"left={word}" for word in before)
    yield from (f"right={word}" for word in after)
    yield from (f"sentence={word}" for word in _stems(view, sentence.start, sentence.end))
    if sentence is setting.told:
        yield from _to_trigger(setting, start, end)


def _place_in_text(setting: Setting, sentence: Sentence) -> Iterator[str]:
    distance = sentence.index - setting.told.index
    yield f"distance={max(_BEFORE, min(_AFTER, distance))}"
    if sentence.index in setting.evidence:
        yield "in evidence"
    if sentence.heading:
        yield "heading"
    if sentence.index == 0:
        yield "first"


def _around(side: str, words: list[str]) -> Iterator[str]:
    """The nearest words by themselves, and as sequences; the sentence may end at once."""
    if not words:
        yield f"{side} none"
    for length in range(1, min(_ORDERED, len(words)) + 1):
        yield f"{side}{length}={' '.join(words[:length])}"
    yield from (f"{side} near={word}" for word in words[:5])


def _to_trigger(setting: Setting, start: int, end: int) -> Iterator[str]:
    """What stands between a mention and the words that announce the event."""
    side = "left of trigger" if start < setting.trigger else "right of trigger"
    yield side
    between = range(end, setting.trigger) if start < setting.trigger else range(setting.trigger + 1, start)
    if len(between) < _CLOSE:
        yield from (f"{side}: {word}" for word in _stems(setting.view, between.start, between.stop))
    yield f"{side} at {min(len(between) // 4, 5)}"


def _stems(view: View, start: int, end: int) -> list[str]:
    return [
        stem(word)
        for i in range(start, end)
        if (word := view.folded[view.starts[i] : view.ends[i]]) and not word.isspace()
    ]
