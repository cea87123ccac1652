"""The report as one self-contained HTML page.

Everything that comes from a file is escaped, and the page's content security policy lets nothing run or load
but its own style and script, named by their digests.
"""

from __future__ import annotations

import base64
import hashlib
import math
from collections.abc import Iterable, Mapping
from html import escape
from importlib.resources import files

from pipeline.evaluation.plot import bars
from pipeline.evaluation.scoring import Confusion, Evaluation
from pipeline.evaluation.snippets import ErrorBook, Piece, Shown

_EXPLAINED = {
    "labels": "Entity labels of aligned mentions (rows: gold; — is no mention)",
    "types": "Event types (rows: gold; — is no event)",
    "factuality": "Factuality of aligned events (rows: gold)",
}


def page(
    title: str, evaluation: Evaluation, book: ErrorBook, intervals: Mapping[str, tuple[float, float]]
) -> str:
    """The page as text: scores with intervals, tables of confusion, and every error in its sentence."""
    style, script = _asset("page.css"), _asset("page.js")
    policy = f"default-src 'none'; style-src {_digest(style)}; script-src {_digest(script)}; base-uri 'none'"
    number = len(evaluation.documents)
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title><style>{style}</style></head><body>"
        f'<h1>{escape(title)}</h1><p class="sub">{number} {"document" if number == 1 else "documents"};'
        " F1 or accuracy in per cent, with 95 % intervals over documents</p>"
        f"{_notes(evaluation.notes)}<h2>Scores</h2>{_plot(evaluation, intervals)}"
        f"<h2>Confusion</h2>{_confusions(evaluation)}<h2>Errors</h2>{_errors(evaluation, book)}"
        f"<script>{script}</script></body></html>\n"
    )


def _plot(evaluation: Evaluation, intervals: Mapping[str, tuple[float, float]]) -> str:
    scores = [
        (name, value)
        for name, value in evaluation.measures().items()
        if name.endswith((".f1", ".accuracy")) and ".strict." not in name and not math.isnan(value)
    ]
    main = [(name, value) for name, value in scores if name.count(".") <= 2]  # noqa: PLR2004 (family.member.f1)
    rest = [(name, value) for name, value in scores if name.count(".") > 2]  # noqa: PLR2004
    more = f"<details><summary>More measures</summary>{bars(rest, intervals)}</details>" if rest else ""
    return bars(main, intervals) + more


def _confusions(evaluation: Evaluation) -> str:
    tables = [_confusion(_EXPLAINED[name], table) for name, table in evaluation.confusion.items() if table]
    return "".join(tables) or '<p class="note">Nothing to compare.</p>'


def _confusion(caption: str, table: Confusion) -> str:
    columns = sorted({predicted for _, predicted in table})
    head = "".join(f"<th>{escape(column)}</th>" for column in columns)
    body = "".join(
        f"<tr><td>{escape(gold)}</td>"
        + "".join(_cell(table[gold, column], same=gold == column) for column in columns)
        + "</tr>"
        for gold in sorted({gold for gold, _ in table})
    )
    return (
        f'<div class="scroll"><table><caption>{escape(caption)}</caption>'
        f"<thead><tr><th></th>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _cell(number: int, *, same: bool) -> str:
    if not number:
        return "<td>·</td>"
    return f'<td class="{"same" if same else "wrong"}">{number}</td>'


def _errors(evaluation: Evaluation, book: ErrorBook) -> str:
    book = book.only(evaluation.counted)
    if not book.shown:
        return '<p class="note">None.</p><div hidden>' + _filters([], []) + "</div>"
    kinds = sorted({shown.error.kind for shown in book.shown})
    subjects = sorted({shown.error.subject for shown in book.shown})
    groups = "".join(_group(kind, book) for kind in kinds)
    return (
        _filters(kinds, subjects)
        + '<p class="note"><mark class="gold">gold</mark> <mark class="predicted">predicted</mark>'
        + f' <mark class="both">both</mark></p>{groups}'
    )


def _filters(kinds: Iterable[str], subjects: Iterable[str]) -> str:
    return (
        '<div class="filters">'
        f'<label>kind <select id="kind">{_options(kinds)}</select></label>'
        f'<label>concerning <select id="subject">{_options(subjects)}</select></label>'
        '<label>containing <input id="words" type="search"></label>'
        '<span id="count" class="note"></span></div>'
    )


def _options(values: Iterable[str]) -> str:
    options = (f'<option value="{escape(value)}">{escape(value)}</option>' for value in values)
    return '<option value="">all</option>' + "".join(options)


def _group(kind: str, book: ErrorBook) -> str:
    shown = [each for each in book.shown if each.error.kind == kind]
    number = sum(n for (of_kind, _), n in book.numbers.items() if of_kind == kind)
    rest = f" ({number - len(shown)} more are not shown)" if number > len(shown) else ""
    items = "".join(_item(each) for each in sorted(shown, key=lambda each: each.error.subject))
    return (
        f'<details open data-kind="{escape(kind)}"><summary>{escape(kind)}: {number}{rest}</summary>'
        f"{items}</details>"
    )


def _item(shown: Shown) -> str:
    error = shown.error
    return (
        f'<article data-subject="{escape(error.subject)}"><header>{escape(error.subject)} ·'
        f" {escape(error.document)}</header><blockquote>{''.join(map(_piece, shown.pieces))}</blockquote>"
        f'<div class="sides"><div><b>gold</b>{escape(error.gold or "—")}</div>'
        f"<div><b>predicted</b>{escape(error.predicted or '—')}</div></div></article>"
    )


def _piece(piece: Piece) -> str:
    if not piece.sides:
        return escape(piece.text)
    side = "both" if len(piece.sides) > 1 else next(iter(piece.sides))
    return f'<mark class="{side}">{escape(piece.text)}</mark>'


def _notes(notes: Iterable[str]) -> str:
    return "".join(f'<p class="note">{escape(note)}</p>' for note in notes)


def _asset(name: str) -> str:
    return files("pipeline.evaluation").joinpath(name).read_text(encoding="utf-8")


def _digest(content: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()}'"
