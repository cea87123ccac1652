"""Dated events as an iCalendar file (RFC 5545): whole days, because articles rarely give hours."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Iterable, Iterator

from pipeline.formats.records_in import events
from pipeline.interchange.tables import Table, table
from pipeline.links import web_address
from pipeline.records import Document, Event, Filler

_OCTETS = 75  # RFC 5545, 3.1: a longer line is folded
# Control characters other than the line ends that `_escaped` writes as \n (RFC 5545, 3.1, CONTROL).
_CONTROLS = re.compile(r"[\x00-\x09\x0b-\x1f\x7f]")


def to_ics(records: Iterable[Event | Document]) -> Iterator[str]:
    """One iCalendar object with an entry for each event that has a first day; others have no place in it."""
    yield from _lines(
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//chronique//events//FR", "CALSCALE:GREGORIAN"
    )
    for event in events(records):
        if days := span(event):
            yield from _entry(event, *days)
    yield from _lines("END:VCALENDAR")


def span(event: Event) -> tuple[dt.date, dt.date] | None:
    """First and last day of an event, or None if its first day is not known."""
    first = _day(event.date.first) if event.date else None
    last = _day(event.date.last) if event.date else None
    return (first, max(first, last or first)) if first else None


def _entry(event: Event, first: dt.date, last: dt.date) -> Iterator[str]:
    words = table("icalendar")
    lines = [
        "BEGIN:VEVENT",
        f"UID:{_uid(event)}",
        f"DTSTAMP:{_stamp(event)}",
        f"DTSTART;VALUE=DATE:{first:%Y%m%d}",
        *([f"DTEND;VALUE=DATE:{last + dt.timedelta(days=1):%Y%m%d}"] if last < dt.date.max else []),
        f"SUMMARY:{_escaped(_summary(event, words))}",
        f"STATUS:{words['status'].get(event.factuality, 'CONFIRMED')}",
        f"CATEGORIES:{_escaped(words['types'].get(event.type, event.type))}",
        "TRANSP:TRANSPARENT",
    ]
    if event.place:
        lines.append(f"LOCATION:{_escaped(_names(event.place))}")
    if description := _description(event, words):
        lines.append(f"DESCRIPTION:{_escaped(description)}")
    if event.document and (url := web_address(event.document.url)):
        lines.append(f"URL:{url}")
    return _lines(*lines, "END:VEVENT")


def _summary(event: Event, words: Table) -> str:
    about = event.roles.get("topic") or event.roles.get("purpose") or []
    kind = words["types"].get(event.type, event.type)
    return event.name or (f"{kind} : {_names(about)}" if about else kind)


def _description(event: Event, words: Table) -> str:
    lines = [
        f"{words['roles'].get(role, role)} : {_names(all_)}" for role, all_ in event.roles.items() if all_
    ]
    if event.document and event.document.title:
        lines.append(f"« {event.document.title} »")
    return "\n".join(lines)


def _names(fillers: list[Filler]) -> str:
    return ", ".join(f.text if f.count is not None else f.name or f.text for f in fillers)


def _uid(event: Event) -> str:
    """The event's id, or its content's digest: globally unique (RFC 7986, 5.3), the same on every run."""
    known = event.id if re.fullmatch(r"[\w.-]+", event.id, re.ASCII) else ""
    return f"{known or hashlib.sha256(event.to_json().encode()).hexdigest()[:32]}@chronique"


def _stamp(event: Event) -> str:
    """When the information was last revised: the article's date; unknown dates give the epoch."""
    published = _day(event.document.published) if event.document else None
    return f"{published or dt.date(1970, 1, 1):%Y%m%d}T000000Z"


def _day(iso: str | None) -> dt.date | None:
    try:
        return dt.date.fromisoformat((iso or "")[:10])
    except ValueError:
        return None


def _escaped(text: str) -> str:
    text = re.sub(r"\r\n|[\r\x85\u2028\u2029]", "\n", text)
    text = _CONTROLS.sub(" ", text)
    return re.sub(r"([\\;,])", r"\\\1", text).replace("\n", r"\n")


def _lines(*lines: str) -> Iterator[str]:
    for line in lines:
        yield _folded(line) + "\r\n"


def _folded(line: str) -> str:
    """`line` cut into pieces of at most 75 octets, never inside a character."""
    pieces, size = [""], 0
    for character in line:
        octets = len(character.encode("utf-8", "replace"))
        if size + octets > _OCTETS:
            pieces.append(" ")
            size = 1
        pieces[-1] += character
        size += octets
    return "\r\n".join(pieces)
