"""Links topics to the concepts of a thesaurus (ESCO, ROME, a newsroom's own) given as a CSV file.

A topic is linked where its name, or the lexicon's canonical name for it, is a label of a concept, or is one
but for inflection and a slip of spelling. Nothing is linked to a broader, narrower or related concept:
`aviculture` is not `apiculture`, `comptabilité générale` not `comptabilité`.
"""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import lru_cache
from hashlib import blake2b
from io import StringIO
from pathlib import Path
from typing import NamedTuple, Self, TypedDict, TypeVar

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from pipeline import topics
from pipeline.records import Document, Entity, Event, Filler

# Least likeness, 0–1, of two names (insertion-deletion ratio of rapidfuzz) and of each pair of their words
# (Levenshtein): names of twenty letters may differ by two. One word of each must be the same: alone,
# `médiation` and `méditation` differ no more than a slip of spelling does.
NAME_THRESHOLD = 0.9
WORD_THRESHOLD = 0.8
_PREFIX = 3
_SEPARATOR = re.compile(r"[|;\n]")
_CACHE = 65536
# Column → its names in files as they are published, compared without case, spaces and underscores.
_COLUMNS = {
    "uri": ("uri", "concepturi", "code", "coderome"),
    "label": ("label", "preferredlabel", "libellé", "libelle"),
    "alternative labels": ("alternativelabels", "altlabels", "alternativelabel", "altlabel"),
}

AnyRecord = TypeVar("AnyRecord", Document, Event)


class TaxonomyError(ValueError):
    """A thesaurus that cannot be read; the message gives file, line, reason and remedy."""


class Link(TypedDict):
    """The concept that a topic is, and how alike the two names are: 0–1, where 1 is the same name."""

    uri: str
    label: str
    score: float


class _Label(NamedTuple):
    """One name of a concept; a low `rank` wins where several concepts have it."""

    rank: int
    words: tuple[str, ...]
    uri: str
    label: str


class Taxonomy:
    """The concepts of a thesaurus, found by name in time that does not grow with their number.

    `rows` are (uri, label, alternative labels).
    """

    def __init__(self, rows: Iterable[tuple[str, str, Iterable[str]]]) -> None:
        self._exact: dict[str, list[_Label]] = defaultdict(list)
        self._alike: dict[tuple[str, ...], list[_Label]] = defaultdict(list)
        self._cached = lru_cache(maxsize=_CACHE)(self._linked)
        for uri, label, others in rows:
            for form in (label, *others):
                self._add(form, _Label(0 if form == label else 1, _content(form), uri, label))

    @classmethod
    def load(cls, path: Path) -> Self:
        """The thesaurus of a CSV file with a header: `uri`, `label` and, if it likes, `alternative labels`.

        The columns of ESCO's files (`conceptUri`, `preferredLabel`, `altLabels`) count too, in any order and
        among others. Separator: comma, semicolon or tab; alternative labels are apart by `|`, `;` or line
        ends. Raises TaxonomyError.
        """
        return cls(_rows(path))

    def link(self, name: str, domain: str | None = None) -> Link | None:
        """The concept that the topic `name` is, or None.

        `domain`, the topic's domain, decides between concepts of the same name, and keeps a name that is only
        alike from a concept of another domain.
        """
        return self._cached(name, domain)

    def _add(self, form: str, label: _Label) -> None:
        own, canonical = _keys(form)
        self._exact[own].append(label)
        if canonical != own:
            self._exact[canonical].append(label._replace(rank=label.rank + 2))
        self._alike[_block(label.words)].append(label)

    def _linked(self, name: str, domain: str | None) -> Link | None:
        for key in filter(None, _keys(name)):
            if same := self._exact.get(key):
                best = min(same, key=lambda label: (bool(domain) and _domain(label) != domain, label.rank))
                return Link(uri=best.uri, label=best.label, score=1.0)
        return self._nearest(_content(name), domain)

    def _nearest(self, content: tuple[str, ...], domain: str | None) -> Link | None:
        best, score = None, NAME_THRESHOLD
        for label in self._alike.get(_block(content), ()) if len(content) > 1 else ():
            likeness = _likeness(content, label.words)
            if likeness >= score and (not domain or _domain(label) in {None, domain}):
                best, score = label, likeness
        return Link(uri=best.uri, label=best.label, score=round(score, 3)) if best else None


def digest(path: Path) -> str:
    """A digest of the concepts of a file; raises TaxonomyError as `Taxonomy.load` does."""
    total = blake2b(digest_size=16)
    for row in _rows(path):
        total.update(repr(row).encode())
    return total.hexdigest()


def link_topics(record: AnyRecord, taxonomy: Taxonomy) -> AnyRecord:
    """A copy of a document or event record in which TOPIC entities and topics of events have a `concept`."""
    if isinstance(record, Event):
        roles = {
            role: [
                _with_concept(filler, taxonomy) if _is_topic(role, filler) else filler for filler in fillers
            ]
            for role, fillers in record.roles.items()
        }
        return record.model_copy(update={"roles": roles})
    entities = [_with_concept(e, taxonomy) if e.label == "TOPIC" else e for e in record.entities]
    events = [link_topics(event, taxonomy) for event in record.events]
    return record.model_copy(update={"entities": entities, "events": events})


Topic = TypeVar("Topic", Entity, Filler)


def _with_concept(topic: Topic, taxonomy: Taxonomy) -> Topic:
    link = taxonomy.link(topic.name, topic.domain) if topic.name else None
    return topic.model_copy(update={"concept": dict(link) if link else None})


def _is_topic(role: str, filler: Filler) -> bool:
    return role == "topic" or filler.label == "TOPIC"


def _keys(form: str) -> tuple[str, str]:
    """How `form` is compared with other names: by its own words, and by those of its canonical name."""
    own, term = topics.words(form).key(), topics.lexicon().term(form)
    return own, topics.words(term.name).key() if term else own


def _content(form: str) -> tuple[str, ...]:
    return tuple(sorted(topics.words(form).content()))


def _block(content: tuple[str, ...]) -> tuple[str, ...]:
    """Only names whose words begin alike are compared: slips of spelling in the first letters are rare."""
    return tuple(word[:_PREFIX] for word in content)


def _likeness(one: tuple[str, ...], other: tuple[str, ...]) -> float:
    likeness = [Levenshtein.normalized_similarity(a, b) for a, b in zip(one, other, strict=True)]
    if max(likeness) < 1 or min(likeness) < WORD_THRESHOLD:
        return 0.0
    return fuzz.ratio(" ".join(one), " ".join(other)) / 100


def _domain(label: _Label) -> str | None:
    return topics.lexicon().domain(label.label)


def _rows(path: Path) -> Iterator[tuple[str, str, list[str]]]:
    text = _text(path)
    header = text.partition("\n")[0]
    delimiter = max(",;\t", key=header.count)
    table = csv.reader(StringIO(text, newline=""), delimiter=delimiter)
    places = _places(path, next(table, []))
    line = 1
    for cells in _cells(path, table):
        row = {column: cells[i].strip() if i < len(cells) else "" for column, i in places.items()}
        for column in ("uri", "label"):
            if cells and not row[column]:
                msg = f"{path}, line {table.line_num}: no {column} in {cells}: fill it in or remove the row"
                raise TaxonomyError(msg)
        if cells:
            line = table.line_num
            others = _SEPARATOR.split(row.get("alternative labels", ""))
            yield row["uri"], row["label"], [other.strip() for other in others if other.strip()]
    if line == 1:
        msg = f"{path}: no concept below the header: add a row for each"
        raise TaxonomyError(msg)


def _cells(path: Path, table: Iterator[list[str]]) -> Iterator[list[str]]:
    try:
        yield from table
    except csv.Error as error:
        msg = f"{path}: not readable as CSV ({error}): is a quotation mark left open?"
        raise TaxonomyError(msg) from error


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        msg = f"{path}: not UTF-8 (byte {error.start}): save the file as CSV in UTF-8"
        raise TaxonomyError(msg) from error
    except OSError as error:
        msg = f"{path}: {error.strerror}: give the path of a CSV file"
        raise TaxonomyError(msg) from error


def _places(path: Path, header: list[str]) -> dict[str, int]:
    """Where each column stands."""
    names = [re.sub(r"[\s_]", "", cell).lower() for cell in header]
    places = {
        column: names.index(name) for column, known in _COLUMNS.items() for name in known if name in names
    }
    for column in ("uri", "label"):
        if column not in places:
            wanted = ",".join(_COLUMNS)
            msg = f"{path}: no column {column!r} in the header {header}: begin the file with {wanted}"
            raise TaxonomyError(msg)
    return places
