r"""Raw text → clean text with a map of offsets back to the raw text.

In clean text a space is " ", a line end is "\n" and a paragraph end is "\n\n"; no two spaces follow each
other; line ends that only wrap a paragraph (e-mails, scans, terminals) are spaces; nothing invisible, no
HTML tag or entity is left; letters with accents are single characters (NFC). Both apostrophes, ' and ’, stay.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

# Tags that end a line or a paragraph; all others (a, b, em, span …) vanish without trace.
_BLOCK_TAGS = (
    "address article aside blockquote body center dd div dl dt fieldset figcaption figure footer form "
    "h1 h2 h3 h4 h5 h6 head header hr html li main nav ol p pre section table tbody td tfoot th thead "
    "title tr ul"
)
_INLINE_TAGS = (
    "a abbr acronym b bdi bdo big br button cite code del dfn em embed font i iframe img input ins kbd "
    "label link mark meta noscript object picture q s samp small source span strike strong sub sup svg "
    "time u var video wbr"
)
_BLOCKS = frozenset(_BLOCK_TAGS.split())
_TAG_NAMES = "|".join(sorted(_BLOCKS.union(_INLINE_TAGS.split())))
# Scripts and comments stop at the next opening of their own kind: many unclosed ones cost linear time.
_MARKUP = re.compile(
    rf"""<(?P<hidden>script|style)\b[^<]*(?:<(?!/?(?:script|style)\b)[^<]*)*</(?P=hidden)\s*>
    | <!--[^<]*(?:<(?!!--)[^<]*?)*?-->
    | </?(?P<tag>{_TAG_NAMES})(?:[\s/][^<>]*)?>
    | &(?:amp;)*(?P<entity>\#[0-9]{{1,7}}|\#[xX][0-9a-fA-F]{{1,6}}|[a-zA-Z][a-zA-Z0-9]{{1,31}});
    """,
    re.VERBOSE | re.IGNORECASE,
)

_INVISIBLE = "\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufe00-\ufe0f\ufeff"
_CONTROLS = "\x00-\x08\x0e-\x1b\x7f"
_SPACES = "\t\x1f\xa0\u1680\u2000-\u200a\u202f\u205f\u3000"
_LINE_ENDS = "\r\x0b\x0c\x1c-\x1e\u2028\u2029"
_CHARACTERS = re.compile(
    rf"""(?P<hyphenated>(?<=\w)[\xad¬][ ]?\r?\n(?=\w))
    | (?P<invisible>[{_INVISIBLE}{_CONTROLS}]+)
    | (?P<space>[{_SPACES}])
    | (?P<line>\r\n|[{_LINE_ENDS}])
    | (?P<opening>‘[‘’]|``|,,(?=\w))
    | (?P<closing>’’|´´|''(?!'))
    | (?P<apostrophe>[`´ʼʹ′‛ꞌ＇](?=\w))
    | (?P<composed>[^\W\d_][\u0300-\u036f]+)
    | (?P<ligature>[\ufb00-\ufb06])
    | (?P<cp1252>[\x80-\x9f])
    | (?P<surrogate>[\ud800-\udfff])
    """,
    re.VERBOSE,
)
_WHITESPACE = re.compile(r"\A[ \n]+|[ \n]+\Z| *\n *(?:\n[ \n]*)?| {2,}")
# One search decides whether a text needs more than a look at its line ends.
_DIRTY = re.compile(
    rf"[<&{_INVISIBLE}{_CONTROLS}{_SPACES}{_LINE_ENDS}‘`´ʼʹ′‛ꞌ＇¬\u0300-\u036f\ufb00-\ufb06\x80-\x9f\ud800-\udfff]"
    r"|’’|''|,,|  | \n|\n |\n\n\n|\A[ \n]|[ \n]\Z"
)

# Hard-wrapped lines are this long (columns); shorter ones are lists, longer ones are paragraphs.
_NARROWEST, _WIDEST = 25, 140
_WRAPPED_ENOUGH = 2 / 3
_FEWEST_LINES = 3
_ITEM = re.compile(r"(?:[-–—•●▪◦*·>✓➢]|\(?(?:\d{1,2}|[a-zA-Z])[.)°/])\s|[•●▪◦✓➢]")
# The label of a line of an announcement: “Lieu : …”, “Date et heure : …”.
_LABEL = re.compile(r"[A-ZÀ-Ý][^\W\d_]+(?:[ ’'-][^\W\d_]+){0,3} ?: ")
_TERMINAL = ".!?…:;»”"


@dataclass(frozen=True, slots=True)
class CleanText:
    """A cleaned text and where each of its characters came from.

    `starts[i]` and `ends[i]` are the raw offsets of the clean character `i`; both None where every character
    is still at its place.
    """

    text: str
    starts: list[int] | None = None
    ends: list[int] | None = None

    def raw_span(self, start: int, end: int) -> tuple[int, int]:
        """The raw offsets of the clean span `[start, end)`."""
        if self.starts is None or self.ends is None:
            return start, end
        if end <= start:
            raw = self.starts[start] if start < len(self.starts) else (self.ends[-1] if self.ends else 0)
            return raw, raw
        return self.starts[start], self.ends[end - 1]


def clean(raw: str) -> CleanText:
    """Cleans `raw` for analysis; returns it as it is, without a map, if there is nothing to clean."""
    cleaned = CleanText(raw)
    if _DIRTY.search(raw):
        cleaned = _substitute(cleaned, _MARKUP, _without_markup)
        cleaned = _substitute(cleaned, _CHARACTERS, _plain)
        cleaned = _substitute(cleaned, _WHITESPACE, _collapsed)
    return _unwrap(cleaned)


def wrapped_line_ends(text: str) -> list[int]:
    """Offsets of the line ends in `text` that only wrap a paragraph, in order.

    A line end wraps if the next line's first word would not have fitted on its line, in a text where most
    lines are so; or else if a line of some length without final punctuation goes on in lower case. Blank
    lines never wrap, nor does a line end before a list item or a label (“Lieu : …”).
    """
    lines = text.split("\n")
    inner = [i for i in range(len(lines) - 1) if lines[i] and lines[i + 1]]
    width = max((len(lines[i]) for i in inner), default=0)
    full = {i for i in inner if len(lines[i]) + 1 + len(lines[i + 1].split(" ", 1)[0]) > width}
    hard = (
        _NARROWEST <= width <= _WIDEST
        and len(inner) >= _FEWEST_LINES
        and len(full) >= _WRAPPED_ENOUGH * len(inner)
    )
    wrapped = {
        i
        for i in inner
        if not (_ITEM.match(lines[i + 1]) or _LABEL.match(lines[i + 1]))
        and ((hard and i in full) or _runs_on(lines[i], lines[i + 1]))
    }
    offsets, offset = [], 0
    for number, line in enumerate(lines):
        offset += len(line)
        if number in wrapped:
            offsets.append(offset)
        offset += 1
    return offsets


def _runs_on(line: str, following: str) -> bool:
    return len(line) >= _NARROWEST and line[-1] not in _TERMINAL and following[0].islower()


def _substitute(
    cleaned: CleanText, pattern: re.Pattern[str], replace: Callable[[re.Match[str]], str]
) -> CleanText:
    """`cleaned` with each match replaced; a replacement of equal length keeps each character's offsets."""
    text = cleaned.text
    pieces: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    before_starts = cleaned.starts if cleaned.starts is not None else range(len(text))
    before_ends = cleaned.ends if cleaned.ends is not None else range(1, len(text) + 1)
    done, moved = 0, False
    for match in pattern.finditer(text):
        replacement = replace(match)
        if replacement == match[0]:
            continue
        start, end = match.span()
        moved = moved or len(replacement) != end - start
        same = start if len(replacement) != end - start else end
        pieces += text[done:start], replacement
        starts += before_starts[done:same]
        ends += before_ends[done:same]
        if same == start:
            starts += [before_starts[start]] * len(replacement)
            ends += [before_ends[end - 1]] * len(replacement)
        done = end
    if not pieces:
        return cleaned
    pieces.append(text[done:])
    if not moved:
        return CleanText("".join(pieces), cleaned.starts, cleaned.ends)
    starts += before_starts[done:]
    ends += before_ends[done:]
    return CleanText("".join(pieces), starts, ends)


def _without_markup(match: re.Match[str]) -> str:
    if entity := match["entity"]:
        return html.unescape(f"&{entity};")
    tag = (match["tag"] or "").lower()
    if tag in _BLOCKS:
        return "\n\n"
    return "\n" if tag == "br" else ""


def _plain(match: re.Match[str]) -> str:
    kind, found = match.lastgroup, match[0]
    if kind in _REPLACEMENTS:
        return _REPLACEMENTS[kind]
    if kind == "line":
        return "\n\n" if found == "\u2029" else "\n"
    if kind == "cp1252":
        return bytes([ord(found)]).decode("cp1252", errors="ignore")
    return unicodedata.normalize("NFC" if kind == "composed" else "NFKC", found)


_REPLACEMENTS = {
    "hyphenated": "",
    "invisible": "",
    "space": " ",
    "opening": "“",
    "closing": "”",
    "apostrophe": "’",
    "surrogate": "\ufffd",
}


def _collapsed(match: re.Match[str]) -> str:
    found = match[0]
    if match.start() == 0 or match.end() == len(match.string):
        return ""
    return "\n\n" if found.count("\n") > 1 else "\n" if "\n" in found else " "


def _unwrap(cleaned: CleanText) -> CleanText:
    offsets = wrapped_line_ends(cleaned.text) if "\n" in cleaned.text else []
    if not offsets:
        return cleaned
    characters = list(cleaned.text)
    for offset in offsets:
        characters[offset] = " "
    return CleanText("".join(characters), cleaned.starts, cleaned.ends)
