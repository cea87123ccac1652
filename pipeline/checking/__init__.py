"""Says what is wrong with the rule data under `models/`, a sentence a problem."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from pipeline import resources
from pipeline.checking import cues, date_rules, events, examples, tables, topic_domains


def problems() -> Iterator[str]:
    """Every problem of the tables and rules; where there is none, every example that the program gets wrong.

    Examples are run by the whole pipeline, which cannot be built from rules that do not compile.
    """
    folder = resources.models()
    sound = True
    for problem in chain(
        tables.problems(folder),
        topic_domains.problems(folder),
        date_rules.problems(folder),
        cues.problems(folder),
        events.problems(folder),
    ):
        sound = False
        yield problem
    if sound:
        yield from examples.problems()
