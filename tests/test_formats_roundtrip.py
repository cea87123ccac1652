"""What is written in a format is read again, but for what the format says it cannot hold."""

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.formats.errors import Losses
from pipeline.formats.registry import named
from pipeline.formats.timex import bounds
from pipeline.records import LABELS, Document, Entity, Event, EventDate, Filler, Mention, TextSpan

WORDS = [
    "Jean",
    "d'Arc",
    "formé",
    "été",
    "🎓",
    "e\u0301lan",
    "12",
    "l’école",
    "\u200bzéro",
    "A&B",
    "<b>",
    "#",
    "O",
]
GAPS = [" ", "  ", "\n", "\n\n", " \r\n", "\u00a0", "\t", ", "]
VALUES = ["2019-05-27", "2018-09", "2019-Q1", "2019-05-12/2019-05-16", "P3D"]
NAMES = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=6).filter(str.strip)
IDS = st.one_of(
    st.sampled_from(["a.txt", "dossier/a", "..", ".x", "é 1"]),
    st.from_regex(r"[a-z0-9]{1,5}", fullmatch=True),
)
CHECKS = {"deadline": None, "max_examples": 40, "suppress_health_check": [HealthCheck.too_slow]}


@st.composite
def documents(draw: st.DrawFn) -> Document:
    words = draw(st.lists(st.sampled_from(WORDS), min_size=3, max_size=10))
    gaps = draw(st.lists(st.sampled_from(GAPS), min_size=len(words), max_size=len(words)))
    places, text = [], draw(st.sampled_from(["", "\n", " "]))
    for word, gap in zip(words, gaps, strict=True):
        places.append((len(text), len(text) + len(word)))
        text += word + gap
    entities = draw(st.lists(entity(text, places), max_size=4))
    entities = [e.model_copy(update={"id": f"{e.label}-{n}"}) for n, e in enumerate(entities, 1)]
    return Document(
        id=draw(IDS),
        title=draw(st.sampled_from([None, "Un titre & deux"])),
        published=draw(st.sampled_from([None, "2019-05-30"])),
        url=draw(st.sampled_from([None, "https://example.org/a"])),
        text=text,
        meta=draw(st.sampled_from([{}, {"source": "x"}])),
        entities=entities,
        events=draw(st.lists(event(text, places, entities), max_size=3)),
    )


@st.composite
def place(draw: st.DrawFn, text: str, places: list[tuple[int, int]]) -> dict[str, Any]:
    first = draw(st.integers(0, len(places) - 1))
    last = draw(st.integers(first, min(first + 2, len(places) - 1)))
    start, end = places[first][0], places[last][1]
    return {"start": start, "end": end, "text": text[start:end]}


@st.composite
def entity(draw: st.DrawFn, text: str, places: list[tuple[int, int]]) -> Entity:
    label = draw(st.sampled_from(LABELS))
    spans = draw(
        st.lists(place(text, places), min_size=1, max_size=3, unique_by=lambda s: (s["start"], s["end"]))
    )
    rule = st.sampled_from([None, "people.title"])
    mentions = [Mention.model_validate({**span, "rule": draw(rule)}) for span in spans]
    more: dict[str, Any] = {}
    if label == "DATE":
        value = draw(st.sampled_from(VALUES))
        first, last = bounds(value)
        inferred = draw(st.sampled_from([None, ["year"]]))
        more = {"type": "DATE", "timex": value, "first": first, "last": last, "inferred": inferred}
    else:
        more = {
            "country": draw(st.sampled_from([None, "TG"])),
            "function": draw(st.sampled_from([None, "maire de X"])),
        }
    return Entity(id="x", label=label, name=draw(NAMES), mentions=mentions, **more)


@st.composite
def filler(draw: st.DrawFn, text: str, places: list[tuple[int, int]], entities: list[Entity]) -> Filler:
    if entities and draw(st.booleans()):
        known = draw(st.sampled_from(entities))
        mention = draw(st.sampled_from(known.mentions))
        facts = {"label": known.label, "entity": known.id, "name": known.name, "country": known.country}
        return Filler(text=mention.text, start=mention.start, end=mention.end, **facts)
    count = draw(st.one_of(st.none(), st.integers(1, 30)))
    return Filler.model_validate({**draw(place(text, places)), "count": count, "approximate": count and True})


@st.composite
def event(draw: st.DrawFn, text: str, places: list[tuple[int, int]], entities: list[Entity]) -> Event:
    fillers = st.lists(filler(text, places, entities), min_size=1, max_size=2)
    date = None
    if draw(st.booleans()):
        value = draw(st.sampled_from(VALUES))
        first, last = bounds(value)
        date = EventDate.model_validate(
            {**draw(place(text, places)), "type": "DATE", "timex": value, "from": first, "to": last}
        )
    trigger = Mention.model_validate({**draw(place(text, places)), "rule": "training.verb"})
    evidence = draw(place(text, places))
    return Event(
        id=draw(st.sampled_from(["", "evt_1"])),
        type=draw(st.sampled_from(["training", "visit"])),
        name=draw(st.one_of(st.none(), NAMES)),
        factuality=draw(st.sampled_from(["held", "planned"])),
        date=date,
        duration=draw(st.sampled_from([None, "P3D"])),
        place=draw(st.one_of(st.just([]), fillers)),
        roles=draw(st.dictionaries(st.sampled_from(["organiser", "topic"]), fillers, min_size=1, max_size=2)),
        trigger=draw(st.one_of(st.none(), st.just(trigger))),
        evidence=[TextSpan(start=evidence["start"], end=evidence["end"])],
        rules=["training.1"],
        confidence=draw(st.sampled_from([None, 0.5])),
    )


def through(name: str, written: list[Document]) -> tuple[list[Document], str]:
    """The documents after writing and reading, and what was said to be lost."""
    form, losses = named(name), Losses()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, f"x{form.suffixes[0] if form.suffixes and not form.folder else ''}")
        form.save(written, path, losses)
        return list(form.read(path, losses)), losses.sentence(form.title) or ""


def facts(document: Document, *left_out: str) -> dict[str, Any]:
    """A record as JSON without what says nothing: nulls, empty lists, the order of entities and mentions."""
    raw = document.model_dump(by_alias=True, exclude=set(left_out))
    for each in raw.get("entities", ()):
        each["mentions"].sort(key=lambda m: (m["start"], m["end"]))
    raw.get("entities", []).sort(key=lambda each: each["id"])
    result = bare(raw)
    assert isinstance(result, dict)
    return result


def bare(value: Any) -> Any:
    if isinstance(value, dict):
        return {k: bare(v) for k, v in value.items() if v not in (None, [], {}, "")}
    return [bare(item) for item in value] if isinstance(value, list) else value


def spans(document: Document) -> set[tuple[int, int, str]]:
    return {(m.start, m.end, e.label) for e in document.entities for m in e.mentions}


def apart(found: set[tuple[int, int, str]]) -> Iterator[tuple[int, int, str]]:
    """The spans that overlap no other one."""
    for a in found:
        if not any(a != b and a[0] < b[1] and b[0] < a[1] for b in found):
            yield a


@pytest.mark.parametrize("name", ["chronique", "docbin", "labelstudio", "prodigy"])
@given(documents())
@settings(**CHECKS)
def test_these_formats_hold_the_whole_record(name: str, document: Document) -> None:
    (read,), said = through(name, [document])
    assert facts(read) == facts(document)
    assert said == ""


@given(documents())
@settings(**CHECKS)
def test_brat_holds_all_but_what_is_said_of_the_document(document: Document) -> None:
    (read,), said = through("brat", [document])
    assert facts(read, "title", "published", "url", "meta") == facts(
        document, "title", "published", "url", "meta"
    )
    assert ("'title'" in said) == (document.title is not None)
    assert ("'meta'" in said) == bool(document.meta)


@given(documents())
@settings(**CHECKS)
def test_doccano_holds_mentions_roles_and_coreference(document: Document) -> None:
    (read,), said = through("doccano", [document])
    fields = ("id", "title", "published", "url", "text", "meta")
    assert [getattr(read, f) for f in fields] == [getattr(document, f) for f in fields]
    assert spans(read) == spans(document)
    assert sorted(len(e.mentions) for e in read.entities) == sorted(
        len(e.mentions) for e in document.entities
    )
    for after, before in zip(read.events, document.events, strict=True):
        assert after.type == before.type
        assert {r: [f.text for f in some] for r, some in after.roles.items()} == {
            r: [f.text for f in some] for r, some in before.roles.items()
        }
    assert ("doccano cannot hold" in said) == bool(document.entities or document.events)


@pytest.mark.parametrize("name", ["conll", "bilou"])
@given(documents())
@settings(**CHECKS)
def test_conll_holds_mentions_that_do_not_overlap(name: str, document: Document) -> None:
    (read,), said = through(name, [document])
    assert (read.id, read.text) == (document.id, document.text)
    assert set(apart(spans(document))) <= spans(read) <= spans(document)
    assert ("overlap" in said) == (spans(read) != spans(document))
    assert ("events" in said) == bool(document.events)


@given(documents())
@settings(**CHECKS)
def test_timeml_holds_dates_and_the_day_of_publication(document: Document) -> None:
    (read,), said = through("timeml", [document])
    assert (read.id, read.text) == (document.id, document.text)
    assert (read.title, read.published) == (document.title, document.published)
    dates = {span for span in spans(document) if span[2] == "DATE"}
    assert set(apart(dates)) <= spans(read) <= dates
    values = {(m.start, m.end, e.timex, e.first, e.last) for e in read.entities for m in e.mentions}
    assert values <= {
        (m.start, m.end, e.timex, e.first, e.last) for e in document.entities for m in e.mentions
    }
    assert ("other labels" in said) == (len(dates) < len(spans(document)))


@pytest.mark.parametrize(
    "name", ["chronique", "brat", "conll", "docbin", "labelstudio", "doccano", "prodigy", "timeml"]
)
def test_several_documents_and_none(name: str) -> None:
    written = [Document(id=f"d{n}", text=f"Texte {n}", entities=[], events=[]) for n in range(3)]
    assert [(d.id, d.text) for d in through(name, written)[0]] == [(d.id, d.text) for d in written]
    if not named(name).folder:
        assert through(name, [])[0] == []
