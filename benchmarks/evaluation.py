#!/usr/bin/env python3
"""Time and memory of `chronique evaluate` on a corpus made up for the purpose (part of `make bench`).

Evaluates made-up gold of 1,250, 2,500 and 5,000 documents, each of about 2,500 characters, 20 mentions and
2 events of 5 fillers (as dense as annotated news), against a copy with errors, and prints processor seconds
and peak memory: time grows with the number of documents, memory by their counts alone.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
SIZES = (1250, 2500, 5000)
WORDS = [
    "la",
    "commune",
    "de",
    "Kara",
    "forme",
    "des",
    "jeunes",
    "artisans",
    "au",
    "tissage",
    "avec",
    "une",
    "coopérative",
    "du",
    "nord",
]
TYPES = ("training", "meeting")
LABELS, ROLES = ("PER", "ORG", "DATE", "TOPIC"), ("organiser", "trainer", "participant", "topic", "partner")
# The peak of the process itself, in kilobytes on Linux, read by the process when it is done.
MEASURE = (
    "import resource, sys; from pipeline.cli import app\n"
    "try: app(sys.argv[1:])\n"
    "except SystemExit: pass\n"
    "used = resource.getrusage(resource.RUSAGE_SELF)\n"
    "print(f'{used.ru_utime + used.ru_stime:.1f} {used.ru_maxrss / 1024:.0f}', file=sys.stderr)"
)


def main() -> None:
    """Prints one line a size."""
    sys.stdout.write("documents  seconds  peak MB\n")
    with tempfile.TemporaryDirectory() as folder:
        for size in SIZES:
            gold, predicted = Path(folder, f"gold{size}.jsonl"), Path(folder, f"predicted{size}.jsonl")
            write(gold, size, error=0.0)
            write(predicted, size, error=0.2)
            seconds, peak = run(gold, predicted)
            sys.stdout.write(f"{size:9,}  {seconds:>7}  {peak:>7}\n")


def run(gold: Path, predicted: Path) -> tuple[str, str]:
    """Processor seconds and peak megabytes of one evaluation, start of Python and intervals included."""
    command = [sys.executable, "-c", MEASURE, "evaluate", str(gold), str(predicted), "--json"]
    outcome = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)  # noqa: S603 (ourselves)
    seconds, peak = outcome.stderr.splitlines()[-1].split()
    return seconds, peak


def write(path: Path, size: int, *, error: float) -> None:
    """`size` document records, in which mentions and fillers are shifted with probability `error`."""
    with path.open("w", encoding="utf-8") as file:
        for number in range(size):
            file.write(json.dumps(document(number, error)) + "\n")


def document(number: int, error: float) -> dict[str, Any]:
    """A made-up document record; the same number gives the same text."""
    generator, slips = random.Random(number), random.Random(-number - 1)  # noqa: S311 (no secret)
    words = [generator.choice(WORDS) for _ in range(450)]
    offsets = list(_offsets(words))
    text = " ".join(words)

    def span() -> dict[str, Any]:
        first = generator.randrange(len(words) - 4)
        last = first + generator.randrange(3) + (slips.random() < error)
        start, end = offsets[first][0], offsets[last][1]
        return {"start": start, "end": end, "text": text[start:end]}

    entities = [
        {"id": f"E-{n}", "label": generator.choice(LABELS), "name": "x", "mentions": [span()]}
        for n in range(20)
    ]
    events = [
        {
            "type": generator.choice(("training", "meeting")),
            "roles": {role: [span()] for role in ROLES},
        }
        for _ in range(2)
    ]
    return {"id": str(number), "text": text, "entities": entities, "events": events}


def _offsets(words: list[str]) -> Iterator[tuple[int, int]]:
    start = 0
    for word in words:
        yield start, start + len(word)
        start += len(word) + 1


if __name__ == "__main__":
    main()
