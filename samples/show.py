"""Prints a few event records for people: who trained whom, on what, when, where.

Usage: python samples/show.py RECORDS
"""

from __future__ import annotations

import json
import sys
from itertools import islice
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.text import Text

SHOWN = 4
FACTS = (
    "organiser",
    "party",
    "guest",
    "trainer",
    "host",
    "participant",
    "topic",
    "purpose",
    "partner",
    "funder",
)


def wording(fillers: list[dict[str, Any]]) -> str:
    """Fillers side by side, in the article's words."""
    return " · ".join(" ".join(filler["text"].split()) for filler in fillers)


def lines(event: dict[str, Any]) -> list[tuple[str, str]]:
    """What to show of a record: names of facts and their wordings, without the empty ones."""
    date = event["date"] or {}
    roles = event["roles"]
    shown = [("name", event["name"] or "")]
    shown += [(role, wording(roles.get(role, []))) for role in FACTS]
    shown += [
        ("date", f"{date['timex']}  (“{date['text']}”)" if date.get("timex") else date.get("text", "")),
        ("duration", event["duration"] or ""),
        ("place", wording(event["place"])),
    ]
    return [(name, value) for name, value in shown if value]


def main() -> None:
    """Shows the records with most facts, one an article."""
    path = Path(sys.argv[1])
    events = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    trainings = [event for event in events if event["type"] == "training"]
    poorest_first = sorted(trainings, key=lambda event: len(lines(event)))
    one_each = {event["document"]["id"]: event for event in poorest_first}
    best = sorted(one_each.values(), key=lambda event: -len(lines(event)))
    console = Console(highlight=False)
    for event in islice(best, SHOWN):
        title = event["document"]["title"] or event["document"]["id"]
        console.print(Text(f"\n{title}", style="bold"))
        console.print(Text(f"  {event['type']}, {event['factuality']}", style="green"))
        for name, value in lines(event):
            console.print(
                Text(f"  {name:<12}", style="dim").append(Text(value, style="not dim")), soft_wrap=True
            )
    console.print(f"\n{len(events)} events, {len(trainings)} of them trainings: {path}")


if __name__ == "__main__":
    main()
