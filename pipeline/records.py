"""What goes in and what comes out: articles, documents, events, rejects.

The models are the program's public data format (`chronique schema` prints their JSON Schema).
Offsets are half-open `[start, end)` and count Unicode code points of the raw input text.
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

Label = Literal["PER", "ORG", "LOC", "DATE", "TOPIC"]
LABELS: tuple[Label, ...] = ("PER", "ORG", "LOC", "DATE", "TOPIC")
TimexType = Literal["DATE", "TIME", "DURATION", "SET"]
Factuality = Literal["held", "ongoing", "planned", "hypothetical", "negated"]
Offset = Annotated[int, Field(ge=0)]


class Record(BaseModel):
    """A record that also reads like the JSON object it becomes: `record["type"]`, `"type" in record`."""

    model_config = ConfigDict(populate_by_name=True, serialize_by_alias=True, extra="forbid")

    def __getitem__(self, key: str) -> Any:
        """The value under the JSON key `key`; raises KeyError for an unknown one."""
        for name, field in type(self).model_fields.items():
            if key == (field.alias or name):
                return getattr(self, name)
        raise KeyError(key)

    def __contains__(self, key: object) -> bool:
        """Whether the JSON object has the key `key`."""
        return any(key == (field.alias or name) for name, field in type(self).model_fields.items())

    def get(self, key: str, default: Any = None) -> Any:
        """The value under the JSON key `key`, or `default`."""
        try:
            return self[key]
        except KeyError:
            return default

    def to_json(self) -> str:
        """One line of JSON, without the line end."""
        return self.model_dump_json()


class Article(BaseModel):
    """One news article to extract from.

    `source` and `line` say where it was read (for messages and rejects); they are not part of any record.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    id: str
    text: str
    title: str | None = None
    published: dt.date | None = None
    url: str | None = None
    meta: dict[str, Any] = Field(default_factory=dict)
    source: str | None = None
    line: int | None = None


class TextSpan(Record):
    """A stretch of the raw text: `raw[start:end]`."""

    start: Offset
    end: Offset

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.end < self.start:
            msg = f"span ends at {self.end}, before its start {self.start}: give end ≥ start"
            raise ValueError(msg)
        return self


class Mention(TextSpan):
    """A stretch of the raw text with its wording and the rule that found it."""

    text: str
    rule: str | None = None


class DateValue(Record):
    """The value of a date expression.

    `timex` is a TIMEX3 value (TimeML 1.2.1) or an ISO 8601 interval; `first` and `last` (JSON: `from`, `to`)
    are the first and the last day, inclusive, None where open or unknown; `inferred` names the parts that
    the text does not state (`year`, `month`, `day`, `week`, `reference` …).
    """

    type: TimexType
    timex: str | None = None
    first: str | None = Field(default=None, alias="from")
    last: str | None = Field(default=None, alias="to")
    inferred: list[str] = Field(default_factory=list)


class EventDate(DateValue):
    """The date of an event: a value and the mention that gives it."""

    text: str
    start: Offset
    end: Offset


class Entity(Record):
    """All mentions of one thing in an article, under one canonical name."""

    id: str
    label: Label
    name: str
    function: str | None = None
    organisation: str | None = None
    acronym: str | None = None
    country: str | None = None
    domain: str | None = None
    concept: dict[str, Any] | None = None
    type: TimexType | None = None
    timex: str | None = None
    first: str | None = Field(default=None, alias="from")
    last: str | None = Field(default=None, alias="to")
    inferred: list[str] | None = None
    mentions: list[Mention] = Field(default_factory=list)


class Filler(TextSpan):
    """What fills a role of an event: a stretch of text, and the entity it stands for where there is one."""

    text: str
    label: Label | None = None
    entity: str | None = None
    name: str | None = None
    country: str | None = None
    count: int | None = None
    approximate: bool | None = None
    domain: str | None = None
    concept: dict[str, Any] | None = None


class DocumentReference(Record):
    """Which article an event was read in."""

    id: str
    title: str | None = None
    published: str | None = None
    url: str | None = None


class Event(Record):
    """One event as an article tells it. `document` is absent inside a document record."""

    schema_: Literal["chronique/event@1"] = Field(default="chronique/event@1", alias="schema")
    id: str = ""
    type: str
    document: DocumentReference | None = None
    name: str | None = None
    factuality: Factuality = "held"
    date: EventDate | None = None
    duration: str | None = None
    place: list[Filler] = Field(default_factory=list)
    roles: dict[str, list[Filler]] = Field(default_factory=dict)
    trigger: Mention | None = None
    evidence: list[TextSpan] = Field(default_factory=list)
    rules: list[str] = Field(default_factory=list)
    confidence: Annotated[float, Field(ge=0, le=1)] | None = None
    same_as: str | None = None


class Document(Record):
    """One article with its entities and events; also the format of gold annotation."""

    schema_: Literal["chronique/document@1"] = Field(default="chronique/document@1", alias="schema")
    id: str
    title: str | None = None
    published: str | None = None
    url: str | None = None
    text: str
    meta: dict[str, Any] = Field(default_factory=dict)
    entities: list[Entity] = Field(default_factory=list)
    events: list[Event] = Field(default_factory=list)

    def reference(self) -> DocumentReference:
        """What an event record says of its article."""
        return DocumentReference(id=self.id, title=self.title, published=self.published, url=self.url)


class Reject(Record):
    """An article that could not be processed: why, and where it came from."""

    schema_: Literal["chronique/reject@1"] = Field(default="chronique/reject@1", alias="schema")
    id: str | None = None
    source: str | None = None
    line: int | None = None
    reason: str
    detail: str
