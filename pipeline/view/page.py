"""Puts data, style and script into one HTML file that the browser may not take anywhere else.

All text reaches the page as JSON and is written by the script through `textContent` alone. The content
security policy names the page's own script and style by their SHA-256 (CSP Level 3, hash sources) and forbids
everything else, so that even a mistake there would find neither script nor network.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterable
from functools import cache
from html import escape
from importlib.resources import files
from string import Template
from typing import Any

from pipeline.records import Document, Event
from pipeline.view.payload import collect

# In this order: each file uses only what stands before it.
_SCRIPTS = (
    "words.js",
    "model.js",
    "elements.js",
    "charts.js",
    "table.js",
    "article.js",
    "panel.js",
    "main.js",
)


def render(records: Iterable[Event | Document], *, title: str = "chronique") -> str:
    """The page that shows `records`, a whole HTML document; `title` is its heading and its tab's."""
    style, script = _asset("style.css"), _script()
    return Template(_asset("page.html")).substitute(
        title=escape(title),
        policy=_policy(style, script),
        style=style,
        script=script,
        words=inert(json.loads(_asset("words.json"))),
        data=inert(collect(records)),
    )


def inert(value: Any) -> str:
    """`value` as JSON for the inside of a script element: no `<`, `>` or `&` remains to end or open one."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text


@cache
def _script() -> str:
    body = "\n".join(_asset(name) for name in _SCRIPTS)
    return f'"use strict";\n(() => {{\n{body}}})();\n'


@cache
def _asset(name: str) -> str:
    return files("pipeline.view").joinpath("assets", name).read_text(encoding="utf-8")


def _policy(style: str, script: str) -> str:
    return (
        f"default-src 'none'; script-src '{_digest(script)}'; style-src '{_digest(style)}'; "
        "base-uri 'none'; form-action 'none'"
    )


def _digest(source: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(source.encode()).digest()).decode("ascii")
