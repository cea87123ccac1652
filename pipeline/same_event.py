"""Joins reports of one event across articles: `same_as` is the id of its first report in input order.

Online clustering with blocking (Christen, *Data Matching*, 2012, ch. 4): a record is compared only with the
first reports that share an actor in the same week, or a place on the same day, and is passed on at once.
What stays in memory is a compact set of keys for each first report, never a text. Precision comes first: two
reports are joined only where nothing that both tell differs, and at least two things that both tell agree.
"""

from __future__ import annotations

import datetime as dt
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TypeVar

from pipeline import countries, topics
from pipeline.records import Document, DocumentReference, Event, Filler

AnyRecord = TypeVar("AnyRecord", Document, Event)
Words = tuple[str, ...]

# An interval longer than this (`2019`, `premier trimestre`) does not date an event.
LONGEST_EVENT_DAYS = 14
# Reports of an event without a date are joined only if published within so many days of each other.
NEWS_DAYS = 14
# A report is compared with this many of a block at most, the latest: time stays linear if all share a block.
LARGEST_BLOCK = 256
_WEEK = 7
_SHORTEST_ACRONYM = 3
# Roles of which two reports never name different fillers, and how many of them agree where both name so many.
_LEADING = {"organiser": 1, "guest": 1, "host": 1, "party": 2}


@dataclass(slots=True)
class Report:
    """What is compared of an event: forms of names, no text."""

    id: str
    type: str
    articles: set[str]
    days: tuple[int, int] | None
    published: int | None
    actors: tuple[Words, ...]
    leading: dict[str, tuple[Words, ...]]
    places: frozenset[str]
    countries: frozenset[str]
    subjects: tuple[frozenset[str], ...]

    @property
    def dated(self) -> bool:
        """Whether the date is good to the day."""
        return self.days is not None and self.days[1] - self.days[0] <= LONGEST_EVENT_DAYS

    def learn(self, other: Report) -> None:
        """Takes from a further report what this one leaves open, so that a third must agree with both."""
        self.articles |= other.articles
        self.days = other.days if other.dated and not self.dated else self.days
        self.actors = self.actors or other.actors
        self.leading = {**other.leading, **self.leading}
        self.places = self.places or other.places
        self.countries = self.countries or other.countries
        self.subjects = self.subjects or other.subjects


class EventLinker:
    """Fills `same_as` in records, one at a time, in input order."""

    def __init__(self) -> None:
        self._first_reports: list[Report] = []
        self._blocks: dict[int, list[int]] = defaultdict(list)

    def link(self, record: AnyRecord) -> AnyRecord:
        """A copy of an event or document record with `same_as` filled: null in the first report of an event.

        Two events of one article are never joined. Any `same_as` that the record brings is forgotten.
        """
        if isinstance(record, Event):
            same_as = self._same_as(record, record.document or DocumentReference(id=record.id))
            return record.model_copy(update={"same_as": same_as})
        reference = record.reference()
        events = [
            event.model_copy(update={"same_as": self._same_as(event, reference)}) for event in record.events
        ]
        return record.model_copy(update={"events": events})

    def _same_as(self, event: Event, article: DocumentReference) -> str | None:
        report = report_of(event, article)
        number = self._first_report(report)
        if number is None:
            self._first_reports.append(report)
            self._register(len(self._first_reports) - 1, set())
            return None
        first = self._first_reports[number]
        known = set(blocks(first, registering=True))
        first.learn(report)
        self._register(number, known)
        return first.id

    def _register(self, number: int, known: set[int]) -> None:
        for block in blocks(self._first_reports[number], registering=True):
            if block not in known:
                self._blocks[block].append(number)

    def _first_report(self, report: Report) -> int | None:
        """The number of the first report that agrees best with `report`; None if several do equally."""
        candidates = {
            number for block in blocks(report) for number in self._blocks.get(block, ())[-LARGEST_BLOCK:]
        }
        agreed: dict[int, list[int]] = defaultdict(list)
        for number in candidates:
            agreed[agreement(self._first_reports[number], report)].append(number)
        agreed.pop(0, None)
        best = agreed[max(agreed)] if agreed else []
        return best[0] if len(best) == 1 else None


def link(records: Iterable[AnyRecord]) -> Iterator[AnyRecord]:
    """The records in the same order, with `same_as` filled."""
    linker = EventLinker()
    yield from map(linker.link, records)


def agreement(first: Report, second: Report) -> int:
    """How many of actors, subject and place agree; 0 if something differs or too little is told to join."""
    if first.type != second.type or first.articles & second.articles or not _same_time(first, second):
        return 0
    if first.countries and second.countries and not first.countries & second.countries:
        return 0
    if any(_differs(first.leading.get(role), second.leading.get(role), n) for role, n in _LEADING.items()):
        return 0
    told = [
        _shared(first.actors, second.actors) > 0 or None,
        _same_subject(first.subjects, second.subjects),
        bool(first.places & second.places) if first.places and second.places else None,
    ]
    if False in told:
        return 0
    needed = 2 if first.dated and second.dated else 3
    return told.count(True) if told.count(True) >= needed else 0


def _same_time(first: Report, second: Report) -> bool:
    if first.days and second.days and (first.days[0] > second.days[1] or second.days[0] > first.days[1]):
        return False
    if first.dated and second.dated:
        return True
    return (
        first.published is not None
        and second.published is not None
        and abs(first.published - second.published) <= NEWS_DAYS
    )


def _differs(first: tuple[Words, ...] | None, second: tuple[Words, ...] | None, needed: int) -> bool:
    if not first or not second:
        return False
    return _shared(first, second) < min(needed, len(first), len(second))


def _shared(first: tuple[Words, ...], second: tuple[Words, ...]) -> int:
    """How many actors of `first` have a form in common with one of `second`."""
    forms = {form for actor in second for form in actor}
    return sum(not forms.isdisjoint(actor) for actor in first)


def _same_subject(first: tuple[frozenset[str], ...], second: tuple[frozenset[str], ...]) -> bool | None:
    """Whether a topic of one is, or is within, a topic of the other, or they share half of their words."""
    if not first or not second:
        return None
    if any(a <= b or b <= a for a in first for b in second):
        return True
    one, other = frozenset().union(*first), frozenset().union(*second)
    common = len(one & other)
    return common > 1 and 2 * common >= min(len(one), len(other))


def blocks(report: Report, *, registering: bool = False) -> Iterator[int]:
    """The blocks that a report goes into, or with `registering=False` those where it looks for another.

    Any two reports that may be joined share one: dated ones need an actor, or a place, in common; others an
    actor. Hashes save memory; two blocks with one hash cost comparisons, not errors.
    """
    forms = {form for actor in report.actors for form in actor}
    if report.dated and report.days:
        first, last = report.days
        weeks, days = range(first // _WEEK, last // _WEEK + 1), range(first, last + 1)
        yield from (hash((report.type, form, week)) for form in forms for week in weeks)
        yield from (hash((report.type, place, day, "place")) for place in report.places for day in days)
    if report.published is None:
        return
    reach = 0 if registering else NEWS_DAYS // _WEEK
    week = report.published // _WEEK
    kinds = (report.dated,) if registering else (False,) if report.dated else (False, True)
    for form in forms:
        for near in range(week - reach, week + reach + 1):
            yield from (hash((report.type, form, near, kind)) for kind in kinds)


def report_of(event: Event, article: DocumentReference) -> Report:
    """What is compared of `event`, which `article` reports."""
    named = {role: [f for f in fillers if _is_actor(role, f)] for role, fillers in event.roles.items()}
    days = _days(event)
    return Report(
        id=event.id,
        type=sys.intern(event.type),
        articles={article.id},
        days=days,
        published=_day(article.published) or (days[1] if days else None),
        actors=tuple({forms: None for fillers in named.values() for forms in map(_actor, fillers)}),
        leading={role: tuple(map(_actor, named[role])) for role in _LEADING if named.get(role)},
        places=frozenset(_places(event)),
        countries=frozenset(place.country for place in event.place if place.country),
        subjects=tuple(_subjects(event)),
    )


def _is_actor(role: str, filler: Filler) -> bool:
    """A country is an actor where it signs, invites or is invited, not where its people take part."""
    return bool(filler.name) and (
        filler.label in {"ORG", "PER"} or (filler.label == "LOC" and role in _LEADING)
    )


def _actor(filler: Filler) -> Words:
    """The forms under which other articles may name an actor: full name; acronym or surname."""
    split = topics.words(filler.name or "")
    forms = {sys.intern(split.key())}
    content = split.content()
    if filler.label == "PER":
        forms.update(sys.intern(word) for word in content[-1:])
    elif len(content) >= _SHORTEST_ACRONYM:
        forms.add(sys.intern("".join(word[0] for word in content)))
    return tuple(sorted(forms))


def _places(event: Event) -> Iterator[str]:
    for place in event.place:
        name = place.name or place.text
        if not countries.is_country(name):
            yield sys.intern(topics.words(name).key())


def _subjects(event: Event) -> Iterator[frozenset[str]]:
    """The words of each topic; of the event's name, without its type word, where no topic is told."""
    fillers = [filler for role in ("topic", "purpose") for filler in event.roles.get(role, [])]
    trigger = set(topics.words(event.trigger.text).bare) if event.trigger else set()
    phrases = [filler.name or filler.text for filler in fillers] or [event.name or ""]
    for phrase in phrases:
        words = {sys.intern(word) for word in topics.words(topics.lexicon().normalise(phrase)).content()}
        if words := words if fillers else words - trigger:
            yield frozenset(words)


def _days(event: Event) -> tuple[int, int] | None:
    """The first and the last day of an event, if both are known."""
    if event.date is None:
        return None
    first, last = _day(event.date.first), _day(event.date.last)
    return (first, last) if first and last and first <= last else None


def _day(iso: str | None) -> int | None:
    try:
        return dt.date.fromisoformat(iso).toordinal() if iso else None
    except ValueError:
        return None
