"""Marked sentences from sentence frames and tables of names, the same for the same seed."""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from random import Random

# Function words that no acronym counts.
_SKIP = {"de", "du", "des", "la", "le", "les", "l", "d", "et", "pour", "à", "au", "aux", "en", "sans", "dans"}
_LETTERS = "ABCDEFGHILMNOPRSTUV"
# How often the press writes a name in which shape: g given name, s surname (S in capitals), i an initial.
_PERSONS = {
    "{g} {s}": 40,
    "{g} {S}": 14,
    "{G}. {s}": 7,
    "{g} {i}. {s}": 6,
    "{g} {g2} {s}": 13,
    "{g} {s} {s2}": 8,
    "{g} {s}-{s2}": 3,
    "{g} {s}/{s2}": 3,
    "{S} {g}": 4,
    "{s} {g}": 2,
}
_IN_CAPITALS = {"{g} {S}": 9, "{g} {g2} {S}": 2, "{S} {g}": 2}
# The same for acronyms: a in capitals, A capitalised, c a country.
_ACRONYMS = {"{a}": 70, "{A}": 20, "{a}-{c}": 6, "{a}/{a2}": 2, "{A}-{c}": 2}
_CONTRACTIONS = (
    (re.compile(r"\b([Dd])e les "), r"\1es "),
    (re.compile(r"\b([Dd])e le "), r"\1u "),
    (re.compile(r"\bà les "), "aux "),
    (re.compile(r"\bÀ les "), "Aux "),
    (re.compile(r"\bà le "), "au "),
    (re.compile(r"\bÀ le "), "Au "),
    (re.compile(r"\b([Dd])e (?=\[?[AÀÂEÉÈÊIÎOÔUaâeéèêiîoôu])"), r"\1'"),
    (re.compile(r"\b([Qq])ue (?=\[?[AÀÂEÉÈÊIÎOÔUaâeéèêiîoôu])"), r"\1u'"),
)
_ARTICLE = re.compile(r"^(les? |la |l'|L'|Les? |La )")
_NO_ARTICLE = re.compile(r"^([^#]*)#(.*)$")


class Generator:
    """Fills frames with names.

    Reads `people.tsv` (region, part, names), `words.tsv` (slot, values), `organisations.tsv` (kind, name)
    and `frames.txt` (a sentence a line with `{slots}`) in `folder`. All choices come from `seed`.
    """

    def __init__(self, folder: Path, seed: int) -> None:
        self.random = Random(seed)  # noqa: S311 (training data, no secret)
        self.people: dict[str, dict[str, list[str]]] = defaultdict(dict)
        for row in _rows(folder / "people.tsv"):
            self.people[row["region"]][row["part"]] = row["names"].split(", ")
        self.words = {row["slot"]: row["values"].split(" | ") for row in _rows(folder / "words.tsv")}
        self.organisations: dict[str, list[str]] = defaultdict(list)
        for row in _rows(folder / "organisations.tsv"):
            self.organisations[row["kind"]].append(row["name"])
        self.frames = (folder / "frames.txt").read_text(encoding="utf-8").splitlines()
        self.slots: dict[str, Callable[[], str]] = {
            "per": lambda: _mark(self.person(), "PER"),
            "pers": lambda: _mark(self.surname(), "PER"),
            "percap": lambda: _mark(self.person(capitals=True), "PER"),
            "titled": self.titled,
            "me": lambda: self.random.choice(["Me", "Maître"]),
            "dr": lambda: self.random.choice(["Dr", "Docteur", "Pr", "Dr."]),
            "rank": lambda: self.choice("rank"),
            "rank_of": lambda: "de " + self.choice("rank").lower(),
            "initial": lambda: _mark(self.initials(), "PER"),
            "nick": lambda: _mark(self.nickname(), "PER"),
            "alias": self.nickname,
            "alias_per": lambda: _mark(self.nickname(), "PER"),
            "acro": lambda: _mark(self.acronym(), "ORG"),
            "acrovowel": lambda: _mark(self.acronym("AEIOU"), "ORG"),
            "dotted": lambda: _mark(self.dotted(), "ORG"),
            "app": lambda: _mark(self.choice("root") + self.choice("app"), "ORG"),
            "club_city": lambda: _mark(self.choice("town"), "ORG"),
            "country": lambda: self.place("country"),
            "nation": lambda: _mark(_ARTICLE.sub("", self.choice("country")), "LOC"),
            "in_country": self.in_country,
            "town": lambda: _mark(self.choice("town"), "LOC"),
            "village": lambda: _mark(self.choice("village"), "LOC"),
            "area": lambda: self.place("area"),
            "event": lambda: _inner(self.choice("event"), "MISC"),
            "animal_org": lambda: _mark(self.choice("animal"), "ORG"),
            "fieldtext": lambda: self.choice("field"),
            "orgfull": self.organisation_with_acronym,
            "org": lambda: self.organisation(self.random.choice(list(self.organisations))),
        }

    def sentences(self, count: int) -> list[str]:
        """`count` marked sentences, each frame in turn in a shuffled order."""
        made: list[str] = []
        while len(made) < count:
            frames = self.frames.copy()
            self.random.shuffle(frames)
            made += [self.fill(frame) for frame in frames]
        return made[:count]

    def fill(self, frame: str) -> str:
        """`frame` with each slot filled, French contractions made and the first letter a capital."""
        text = re.sub(r"\{([^}]+)\}", lambda match: self.slot(match[1]), frame)
        for pattern, replacement in _CONTRACTIONS:
            text = pattern.sub(replacement, text)
        text = text.replace("..", ".") if "..." not in text else text
        return _capital(text)

    def slot(self, name: str) -> str:
        """A filler; `org:kind` asks for a kind, a capital (`Per`, `TOWN`) for a capital or for capitals."""
        if name.isupper():
            filler = self.slot(name.lower())
            return (
                filler if name == "PERCAP" else re.sub(r"\[([^|]+)\|", lambda m: f"[{m[1].upper()}|", filler)
            )
        kind = name[:1].lower() + name[1:]
        if kind.startswith("org:"):
            filler = self.organisation(kind[4:])
        elif kind.startswith("bare:"):
            filler = _ARTICLE.sub("", self.organisation(kind[5:]))
        elif kind in self.slots:
            filler = self.slots[kind]()
        else:
            filler = self.choice(kind)
        return _capital(filler) if name != kind else filler

    def choice(self, slot: str) -> str:
        """One of the values of a table's row."""
        return self.random.choice(self.words[slot])

    def person(self, *, capitals: bool = False) -> str:
        """A full name in one of the shapes that the press uses."""
        region = self.people[self.random.choice(list(self.people))]
        givens = region[self.random.choice(["man", "woman"])]
        given, given2 = self.random.sample(givens, 2)
        surname, surname2 = self.random.sample(region["surname"], 2)
        return self._shape(_IN_CAPITALS if capitals else _PERSONS).format(
            g=given,
            g2=given2,
            G=given[0],
            i=self.random.choice("ABDKMNST"),
            s=surname,
            S=surname.upper(),
            s2=surname2,
        )

    def surname(self) -> str:
        """A family name, sometimes in capitals."""
        surname = self.random.choice(self.people[self.random.choice(list(self.people))]["surname"])
        return surname.upper() if self.random.random() < 0.1 else surname  # noqa: PLR2004

    def titled(self) -> str:
        """A name behind its civility, which stays outside."""
        name = self.person() if self.random.random() < 0.7 else self.surname()  # noqa: PLR2004
        title = self.choice(self.random.choice(["civility", "civility", "rank", "role"]))
        return f"{title} {_mark(name, 'PER')}"

    def initials(self) -> str:
        """Initials as police news gives them."""
        first, second = self.random.sample("ABCDEFGHKLMNOPRSTYZ", 2)
        return self.random.choice(
            [f"{first}. {second}.", f"{first}.{second}.", f"{self.surname().title()} {first}."]
        )

    def nickname(self) -> str:
        """An artist's or fighter's name."""
        given = self.random.choice(self.people[self.random.choice(list(self.people))]["man"])
        return self.random.choice(
            [f"{given} Boy", f"Papa {given}", f"DJ {given}", f"Big {given}", f"Tonton {given}"]
        )

    def acronym(self, first: str = "") -> str:
        """An invented acronym, in capitals or capitalised, some with a country or a second one behind it."""
        return self._shape(_ACRONYMS).format(
            a=(acronym := self._letters(first)),
            A=acronym.capitalize() if len(acronym) > 3 else acronym,  # noqa: PLR2004 (a word, no letters)
            a2=self._letters(),
            c=re.split("[ ']", self.choice("country"))[-1],
        )

    def _letters(self, first: str = "") -> str:
        """Initials, or a word of syllables."""
        if first or self.random.random() < 0.5:  # noqa: PLR2004 (half)
            rest = self.random.choices(_LETTERS, k=self.random.choice([1, 2, 2, 3, 3, 4]))
            return self.random.choice(first or _LETTERS) + "".join(rest)
        syllables = self.random.sample(self.words["syllable"], self.random.choice([1, 2, 2]))
        return "".join(syllables) + self.choice("ending")

    def _shape(self, shapes: dict[str, int]) -> str:
        return self.random.choices(list(shapes), list(shapes.values()))[0]

    def dotted(self) -> str:
        """An invented acronym with points, with or without spaces."""
        letters = self.random.choices("ABCDEFGILMNOPRSTU", k=self.random.choice([2, 3, 3, 4]))
        return self.random.choice([". ", "."]).join(letters) + "."

    def organisation(self, kind: str) -> str:
        """A marked organisation of a kind, its article outside."""
        name = self.random.choice(self.organisations[kind])
        for _ in range(2):
            name = re.sub(r"\{([^}]+)\}", lambda match: self._word(match[1]), name)
        for pattern, replacement in _CONTRACTIONS:
            name = pattern.sub(replacement, name)
        return _inner(name, "ORG")

    def organisation_with_acronym(self) -> str:
        """A marked full name, its marked acronym in parentheses."""
        kind = self.random.choice(
            ["agency", "association", "association", "party", "school", "international"]
        )
        full = self.organisation(kind)
        name = full[full.index("[") + 1 : full.rindex("|")]
        words = [word for word in re.split(r"[ '’-]", name) if word and word.lower() not in _SKIP]
        acronym = "".join(word[0].upper() for word in words)
        if len(acronym) < 2 or "(" in name:  # noqa: PLR2004
            return full
        acronym = self._shape({acronym: 5, acronym.capitalize() if len(acronym) > 3 else acronym: 1})  # noqa: PLR2004
        article = full[: full.index("[")]
        return self._shape(
            {
                f"{full} ({_mark(acronym, 'ORG')})": 9,
                f"{article}{_mark(acronym, 'ORG')} ({_mark(name, 'ORG')})": 1,
            }
        )

    def place(self, slot: str) -> str:
        """A marked country or area, its article outside."""
        return _inner(self.choice(slot), "LOC")

    def in_country(self) -> str:
        """A marked country behind the preposition that its gender asks for."""
        country = self.choice("country")
        article = _ARTICLE.match(country)
        if article is None:
            return f"à {_mark(country, 'LOC')}"
        name = country[article.end() :]
        preposition = {"le ": "au", "les ": "aux"}.get(article[0], "en")
        return f"{preposition} {_mark(name, 'LOC')}"

    def _word(self, slot: str) -> str:
        if slot == "acronym":
            return self.acronym()
        if slot == "surname":
            return self.surname().title()
        return self.choice(slot)


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def _mark(name: str, label: str) -> str:
    return f"[{name}|{label}]"


def _inner(name: str, label: str) -> str:
    """`name` marked without the generic words before `#`, or without its article."""
    if generic := _NO_ARTICLE.match(name):
        return f"{generic[1]}{_mark(generic[2], label)}"
    article = _ARTICLE.match(name)
    start = article.end() if article else 0
    return f"{name[:start]}{_mark(name[start:], label)}"


def _capital(text: str) -> str:
    """`text` with its first letter a capital, inside a mark too."""
    at = 1 if text.startswith("[") else 0
    return text[:at] + text[at : at + 1].upper() + text[at + 1 :]
