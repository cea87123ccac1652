#!/usr/bin/env python3
"""Measures `--link` on synthetic reports of events: time, memory, precision and recall of the joined pairs.

Run from the repository root: `python benchmarks/link.py [--records 100000]`. Every third event is reported
by two to five articles, each of which leaves something out, says it differently or adds a topic. The traps:
organisers that hold several events in a week, events of different organisers on one day in one town, and a
tour of one event through several towns.
"""

from __future__ import annotations

import argparse
import datetime as dt
import random
import resource
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from pipeline import topics
from pipeline.records import DocumentReference, Event, EventDate, Filler
from pipeline.same_event import EventLinker

TYPES = ("training", "training", "training", "meeting")
HEADS = ("Association", "Ministère", "Réseau", "Union", "Institut", "Agence", "Fédération", "Fondation")
OF = ("jeunes", "femmes", "journalistes", "producteurs", "maires", "artisans", "enseignants", "éleveurs")
FOR = ("développement", "paix", "santé", "commerce", "innovation", "environnement", "culture", "sport")
TOWNS = 60
# How often an event goes on tour, an article tells a fact, and an organiser goes by its acronym.
TOURS, TOLD, ACRONYM = 0.05, 0.85, 0.2
FIRST_DAY, DAYS = dt.date(2019, 1, 1), 365


class Facts(NamedTuple):
    """What truly happened."""

    type: str
    organiser: str
    day: dt.date
    town: str
    subjects: list[str]


def main() -> None:
    """Generates, links, scores and prints."""
    options = argparse.ArgumentParser(description="Measures --link on synthetic reports.")
    options.add_argument("--records", type=int, default=100_000)
    options.add_argument("--seed", type=int, default=1)
    given = options.parse_args()
    reports = _reports(given.records, random.Random(given.seed))  # noqa: S311 (no secret)
    topics.lexicon()
    before, started = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
    linker = EventLinker()
    same_as = [linker.link(event).same_as for _, event in reports]
    seconds = time.process_time() - started
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    precision, recall = _pairs([truth for truth, _ in reports], [event.id for _, event in reports], same_as)
    sys.stdout.write(
        f"{len(reports)} records: {seconds:.1f} s, {seconds / len(reports) * 1e6:.0f} µs and "
        f"{grown * 1024 / len(reports):.0f} bytes a record\n"
        f"pairs of reports of one event: precision {precision:.3f}, recall {recall:.3f}\n"
    )


def _reports(count: int, rng: random.Random) -> list[tuple[int, Event]]:
    """(number of the event, report) in order of publication."""
    names = sorted(name for domain in topics.lexicon().domains for name in _names(domain))
    organisers = [f"{a} des {b} pour {c}" for a in HEADS for b in OF for c in FOR]
    made: list[tuple[str, int, Event]] = []
    number = 0
    while len(made) < count:
        day = FIRST_DAY + dt.timedelta(days=rng.randrange(DAYS))
        organiser, subjects = rng.choice(organisers), rng.sample(names, 3)
        for town in rng.sample(range(TOWNS), 3 if rng.random() < TOURS else 1):
            number += 1
            facts = Facts(rng.choice(TYPES), organiser, day, f"Ville{town}", subjects)
            for _ in range(rng.choice((1, 1, rng.randint(2, 5)))):
                published = day + dt.timedelta(days=rng.randint(0, 5))
                event = _report(len(made), facts, published.isoformat(), rng)
                made.append((published.isoformat(), number, event))
    made.sort(key=lambda row: row[0])
    return [(number, event) for _, number, event in made[:count]]


def _names(domain: str) -> Iterator[str]:
    lexicon = topics.lexicon()
    for labelled, sentence in lexicon.examples():
        if labelled == domain:
            yield from (surface for surface in sentence.split("[")[1].split("]")[0].split("|"))


def _report(number: int, facts: Facts, published: str, rng: random.Random) -> Event:
    """One article's report: what it leaves out or words differently is drawn at random."""
    told = rng.sample(facts.subjects, rng.randint(1, 3)) if rng.random() < TOLD else []
    roles = {"topic": [_filler(name, "TOPIC") for name in told]}
    if rng.random() < TOLD:
        words = [word for word in facts.organiser.split() if word not in {"des", "pour"}]
        acronym = "".join(word[0] for word in words).upper()
        roles["organiser"] = [_filler(acronym if rng.random() < ACRONYM else facts.organiser, "ORG")]
    return Event(
        id=f"evt_{number}",
        type=facts.type,
        document=DocumentReference(id=f"article {number}", published=published),
        date=_date(facts.day, rng) if rng.random() < TOLD else None,
        place=[_filler(facts.town, "LOC")] if rng.random() < TOLD else [],
        roles=roles,
    )


def _filler(name: str, label: str) -> Filler:
    return Filler.model_validate({"text": name, "start": 0, "end": len(name), "label": label, "name": name})


def _date(start: dt.date, rng: random.Random) -> EventDate:
    end = start + dt.timedelta(days=rng.choice((0, 0, 2)))
    first, last = start.isoformat(), end.isoformat()
    return EventDate.model_validate(
        {"text": "", "start": 0, "end": 0, "type": "DATE", "timex": first, "from": first, "to": last}
    )


def _pairs(truth: list[int], ids: list[str], same_as: list[str | None]) -> tuple[float, float]:
    """Precision and recall of pairs of reports that are one event."""
    clusters: dict[str, list[int]] = defaultdict(list)
    events: dict[int, list[int]] = defaultdict(list)
    for number, identifier, first in zip(truth, ids, same_as, strict=True):
        clusters[first or identifier].append(number)
        events[number].append(number)
    joined = [pair for members in clusters.values() for pair in combinations(members, 2)]
    right = sum(a == b for a, b in joined)
    all_pairs = sum(len(members) * (len(members) - 1) // 2 for members in events.values())
    return right / len(joined), right / all_pairs


if __name__ == "__main__":
    main()
