"""Examples at the end of each command's `--help`."""

from __future__ import annotations

EXAMPLES = {
    "extract": (
        "chronique extract news/ -o events.jsonl --jobs 2",
        "chronique extract articles.csv --text-field body --emit documents -o documents.jsonl",
        "zcat news.jsonl.gz | chronique extract - --published 2019-05-30 | jq .roles.organiser",
    ),
    "evaluate": (
        "chronique evaluate gold.jsonl documents.jsonl",
        "chronique evaluate gold.jsonl documents.jsonl --html report.html --fail-under entities.PER.f1=0.9",
    ),
    "load": (
        "chronique load events.jsonl",
        "chronique load events.jsonl --to postgresql://localhost/news",
    ),
    "view": (
        "chronique view events.jsonl -o events.html",
        "chronique extract news/ --emit documents | chronique view - -o news.html --title News",
    ),
    "export": (
        "chronique export events.jsonl -o events.ics",
        "chronique export events.jsonl -o events.jsonld",
        "chronique export --table v_meetings -o meetings.csv",
    ),
    "convert": ("chronique convert documents.jsonl label-studio.json",),
    "schema": ("chronique schema document",),
    "explain": ("chronique explain 'Orinoco a formé 12 cadres togolais au Big data.'",),
    "check": ("chronique check",),
    "serve": (
        "chronique serve --port 8000 --jobs 2",
        "curl -H 'Content-Type: text/plain' --data-binary @article.txt localhost:8000/extract",
    ),
}


def epilog(command: str) -> str | None:
    """The examples of `command` as the end of its help, None if it has none."""
    lines = EXAMPLES.get(command)
    # After a line of \b alone, click leaves lines as they are.
    return "\n".join(("\b", "Examples:", *(f"  {line}" for line in lines))) if lines else None
