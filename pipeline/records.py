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

    start: Offset = Field(description="First code point, counted from 0.")
    end: Offset = Field(description="Code point after the last one.")

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.end < self.start:
            msg = f"span ends at {self.end}, before its start {self.start}: give end ≥ start"
            raise ValueError(msg)
        return self


class Mention(TextSpan):
    """A stretch of the raw text with its wording and the rule that found it."""

    text: str = Field(description="The wording: `raw[start:end]`.")
    rule: str | None = Field(default=None, description="The rule that found it.")


class DateValue(Record):
    """The value of a date expression.

    `timex` is a TIMEX3 value (TimeML 1.2.1) or an ISO 8601 interval; `first` and `last` (JSON: `from`, `to`)
    are the first and the last day, inclusive, None where open or unknown; `inferred` names the parts that
    the text does not state (`year`, `month`, `day`, `week`, `reference` …).
    """

    type: TimexType = Field(
        description="A point or stretch of the calendar, a clock time, a length of time, or what recurs."
    )
    timex: str | None = Field(
        default=None, description="TIMEX3 value, or ISO 8601 interval; null where nothing can be known."
    )
    first: str | None = Field(
        default=None, alias="from", description="First day, inclusive; null where open or unknown."
    )
    last: str | None = Field(
        default=None, alias="to", description="Last day, inclusive; null where open or unknown."
    )
    inferred: list[str] = Field(
        default_factory=list, description="What the text does not state: year, month, day …"
    )


class EventDate(DateValue):
    """The date of an event: a value and the mention that gives it."""

    text: str = Field(description="The wording: `raw[start:end]`.")
    start: Offset = Field(description="First code point, counted from 0.")
    end: Offset = Field(description="Code point after the last one.")


class Entity(Record):
    """All mentions of one thing in an article, under one canonical name."""

    id: str = Field(description="Unique in the article: the label and a number, as in PER-1.")
    label: Label = Field(description="What kind of thing it is.")
    name: str = Field(description="Canonical name.")
    function: str | None = Field(default=None, description="PER: the function as the text has it.")
    organisation: str | None = Field(default=None, description="PER: the body that the function belongs to.")
    acronym: str | None = Field(default=None, description="ORG: its acronym, where the text has it.")
    country: str | None = Field(default=None, description="ISO 3166-1 alpha-2 code.")
    domain: str | None = Field(default=None, description="TOPIC: the domain of the lexicon.")
    concept: dict[str, Any] | None = Field(
        default=None, description="TOPIC: the concept of a thesaurus, with `--taxonomy`."
    )
    type: TimexType | None = Field(default=None, description="DATE: as in a date value.")
    timex: str | None = Field(default=None, description="DATE: as in a date value.")
    first: str | None = Field(default=None, alias="from", description="DATE: as in a date value.")
    last: str | None = Field(default=None, alias="to", description="DATE: as in a date value.")
    inferred: list[str] | None = Field(
        default=None, description="DATE: as in a date value, of the first mention."
    )
    mentions: list[Mention] = Field(default_factory=list, description="Every mention, in text order.")


class Filler(TextSpan):
    """What fills a role of an event: a stretch of text, and the entity it stands for where there is one."""

    text: str = Field(description="The wording: `raw[start:end]`.")
    label: Label | None = Field(default=None, description="The label of its entity; null for a description.")
    entity: str | None = Field(default=None, description="`id` of the entity it stands for.")
    name: str | None = Field(default=None, description="Canonical name.")
    country: str | None = Field(
        default=None, description="ISO 3166-1 alpha-2 code, where the wording ties it to one country."
    )
    count: int | None = Field(default=None, description="How many people.")
    approximate: bool | None = Field(default=None, description="Whether the number is rounded or a bound.")
    domain: str | None = Field(default=None, description="TOPIC: the domain of the lexicon.")
    concept: dict[str, Any] | None = Field(
        default=None, description="TOPIC: the concept of a thesaurus, with `--taxonomy`."
    )


class DocumentReference(Record):
    """Which article an event was read in."""

    id: str = Field(description="The article's id.")
    title: str | None = Field(default=None, description="Its title.")
    published: str | None = Field(default=None, description="Its ISO date.")
    url: str | None = Field(default=None, description="Its address.")


class Event(Record):
    """One event as an article tells it. `document` is absent inside a document record."""

    schema_: Literal["chronique/event@1"] = Field(
        default="chronique/event@1", alias="schema", description="Which record this is, and its version."
    )
    id: str = Field(default="", description="Stable: the same article, schema and rules give the same id.")
    type: str = Field(description="training, meeting, agreement, visit, or another type of the rule data.")
    document: DocumentReference | None = Field(
        default=None, description="The article; absent inside a document record."
    )
    name: str | None = Field(default=None, description="The event's name, where it has one.")
    factuality: Factuality = Field(
        default="held", description="Whether it took place, as seen from the article."
    )
    date: EventDate | None = Field(default=None, description="When; the value is that of the whole event.")
    duration: str | None = Field(default=None, description="ISO 8601 duration, only if stated.")
    place: list[Filler] = Field(default_factory=list, description="Where: venue and town.")
    roles: dict[str, list[Filler]] = Field(
        default_factory=dict, description="Role name → fillers, in text order."
    )
    trigger: Mention | None = Field(default=None, description="What shows that there is an event.")
    evidence: list[TextSpan] = Field(
        default_factory=list, description="The stretches of text that the facts come from."
    )
    rules: list[str] = Field(default_factory=list, description="Names of the rules that made the record.")
    confidence: float | None = Field(
        default=None, ge=0, le=1, description="How far to trust the record, from 0 to 1."
    )
    same_as: str | None = Field(
        default=None,
        description="`id` of the event in an earlier article that this one repeats, with `--link`.",
    )


class Document(Record):
    """One article with its entities and events; also the format of gold annotation."""

    schema_: Literal["chronique/document@1"] = Field(
        default="chronique/document@1", alias="schema", description="Which record this is, and its version."
    )
    id: str = Field(description="The article's id.")
    title: str | None = Field(default=None, description="Its title.")
    published: str | None = Field(default=None, description="Its ISO date.")
    url: str | None = Field(default=None, description="Its address.")
    text: str = Field(description="The raw text exactly as given.")
    meta: dict[str, Any] = Field(
        default_factory=dict, description="The input's other fields, with `--keep-meta`."
    )
    entities: list[Entity] = Field(default_factory=list, description="What is named, dated or taught.")
    events: list[Event] = Field(default_factory=list, description="What happens.")

    def reference(self) -> DocumentReference:
        """What an event record says of its article."""
        return DocumentReference(id=self.id, title=self.title, published=self.published, url=self.url)


class Reject(Record):
    """An article that could not be processed: why, and where it came from."""

    schema_: Literal["chronique/reject@1"] = Field(
        default="chronique/reject@1", alias="schema", description="Which record this is, and its version."
    )
    id: str | None = Field(default=None, description="The article's id, where known.")
    source: str | None = Field(default=None, description="The file.")
    line: int | None = Field(default=None, description="The line, or row of Parquet.")
    reason: str = Field(description="Reason code (see operations).")
    detail: str = Field(description="What is wrong, as a sentence.")
