"""Records made by hand for the tests of the page and of the interchange formats."""

from __future__ import annotations

import datetime as dt
from typing import Any

TOWNS = (("Lomé", "TG"), ("Dakar", "SN"), ("Rennes", "FR"), ("Liège", "BE"), ("Niamey", "NE"))
ORGANISERS = ("Agence Sikoro", "Institut Bélénos", "Réseau Kaydara", "Fondation Orrin")
TOPICS = (("comptabilité", "gestion"), ("maraîchage", "agriculture"), ("cybersécurité", "numérique"))
TYPES = ("training", "training", "meeting", "agreement", "visit")
MONTHS = (
    *("janvier", "février", "mars", "avril", "mai", "juin"),
    *("juillet", "août", "septembre", "octobre", "novembre", "décembre"),
)


class Text:
    """A text put together piece by piece; each piece may be a span."""

    def __init__(self) -> None:
        self.text = ""
        self.entities: list[dict[str, Any]] = []

    def add(self, piece: str, label: str | None = None, rule: str = "rule", **facts: Any) -> dict[str, Any]:
        span = {"text": piece, "start": len(self.text), "end": len(self.text) + len(piece)}
        self.text += piece
        if label is None:
            return span
        entity = f"{label}-{len(self.entities) + 1}"
        self.entities.append(
            {"id": entity, "label": label, "name": piece, "mentions": [span | {"rule": rule}], **facts}
        )
        return span | {"label": label, "entity": entity, "name": piece}


def document(number: int = 0, *, event: bool = True) -> dict[str, Any]:
    """A document record in the public shape; an astral character stands before the event on purpose."""
    (town, country), organiser = TOWNS[number % 5], ORGANISERS[number % 4]
    topic, domain = TOPICS[number % 3]
    day = dt.date(2017, 1, 5) + dt.timedelta(days=17 * number % 2900)
    text = Text()
    text.add(f"🎓 {town} se forme n° {number}\n\n")
    begin = len(text.text)
    text.add("Le ")
    date = text.add(
        f"{day.day} {MONTHS[day.month - 1]} {day.year}", "DATE", "date.day", type="DATE", timex=f"{day}"
    )
    text.add(", l’")
    by = text.add(organiser, "ORG", "org.head")
    text.add(" ")
    trigger = text.add("a organisé")
    text.add(" à ")
    place = text.add(town, "LOC", "loc.table", country=country)
    text.add(" une formation sur ")
    about = text.add(topic, "TOPIC", "topic.formation", domain=domain)
    text.add(" pour ")
    who = text.add(f"{number % 50 + 2} artisans")
    text.add(".")
    end = len(text.text)
    text.add("\n\nLa présidente, ")
    text.add("Awa Lorn", "PER", "per.comma", function="présidente")
    text.add(", remercie les formateurs.")
    found = {
        "schema": "chronique/event@1",
        "id": f"evt_{number:05d}",
        "type": TYPES[number % 5],
        "name": f"Atelier n° {number}",
        "factuality": ("held", "planned", "held", "negated")[number % 4],
        "date": date_value(date, day) if number % 9 < 8 else None,
        "duration": None,
        "place": [place | {"country": country}],
        "roles": {
            "organiser": [by],
            "participant": [who | {"name": "artisans", "count": number % 50 + 2, "approximate": False}],
            "topic": [about | {"domain": domain}],
        },
        "trigger": trigger,
        "evidence": [{"start": begin, "end": end}],
        "rules": ["training.organised"],
        "confidence": round(0.4 + number % 11 / 20, 2),
        "same_as": None,
    }
    return {
        "schema": "chronique/document@1",
        "id": f"article-{number:05d}",
        "title": f"{town} se forme",
        "published": f"{day + dt.timedelta(days=2)}",
        "url": f"https://journal.example/{number}",
        "text": text.text,
        "meta": {},
        "entities": text.entities,
        "events": [found] if event else [],
    }


def date_value(span: dict[str, Any], day: dt.date) -> dict[str, Any]:
    value = {key: span[key] for key in ("text", "start", "end")}
    return value | {"type": "DATE", "timex": f"{day}", "from": f"{day}", "to": f"{day}", "inferred": []}


def event(number: int = 0) -> dict[str, Any]:
    """The event record of `document(number)`."""
    whole = document(number)
    (found,) = whole["events"]
    reference = {key: whole[key] for key in ("id", "title", "published", "url")}
    return {**found, "document": reference}
