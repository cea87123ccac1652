"""The form page: paste an article, see it annotated."""

from __future__ import annotations

import json
from functools import cache
from html import escape
from importlib.resources import files
from string import Template
from urllib.parse import parse_qs

# The form loads nothing and leads only here.
POLICY = "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"


def page(accepted_languages: str, problem: str = "") -> str:
    """The form in French or English, whichever `accepted_languages` (the header) names first; `problem` on top."""
    wordings = json.loads(_asset("form.json"))
    words = wordings["en" if accepted_languages.lower().startswith("en") else "fr"]
    shown = f'<p class="problem" role="alert">{escape(problem)}</p>' if problem else ""
    return Template(_asset("form.html")).substitute({k: escape(v) for k, v in words.items()}, problem=shown)


def fields(body: str) -> dict[str, str]:
    """The form's fields that are not empty; unknown ones are there too. Raises ValueError for too many."""
    found = parse_qs(body, max_num_fields=10, encoding="utf-8", errors="replace")
    return {name: values[0] for name, values in found.items() if values[0].strip()}


def headline(text: str) -> str:
    """The first line of `text` that is not empty, cut where it is long: a title for an article without one."""
    return next((line.strip()[:120] for line in text.splitlines() if line.strip()), "")


@cache
def _asset(name: str) -> str:
    return files("pipeline.serve").joinpath("assets", name).read_text(encoding="utf-8")
