"""Gold against itself is 1, against nothing 0, and order changes nothing."""

import math
import random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.evaluation.scoring import evaluate
from pipeline.records import Document, Entity, Event, EventDate, Filler, Mention

TEXT = "un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize"
WORDS = [(TEXT.index(word), TEXT.index(word) + len(word)) for word in TEXT.split()]
DAYS = st.sampled_from(["2020-01-01", "2020-01-02", "2021-05-05"])


@st.composite
def spans(draw: st.DrawFn) -> dict[str, object]:
    first = draw(st.integers(0, len(WORDS) - 1))
    last = draw(st.integers(first, min(first + 2, len(WORDS) - 1)))
    start, end = WORDS[first][0], WORDS[last][1]
    return {"start": start, "end": end, "text": TEXT[start:end]}


@st.composite
def entities(draw: st.DrawFn) -> list[Entity]:
    found = []
    for number, span in enumerate(draw(st.lists(spans(), max_size=5, unique_by=lambda s: s["start"]))):
        label = draw(st.sampled_from(["PER", "ORG", "DATE"]))
        value = (
            {"type": "DATE", "timex": (day := draw(DAYS)), "first": day, "last": day}
            if label == "DATE"
            else {}
        )
        mention = Mention.model_validate(span)
        found.append(Entity(id=f"E-{number}", label=label, name=mention.text, mentions=[mention], **value))
    return found


@st.composite
def events(draw: st.DrawFn) -> Event:
    roles = draw(
        st.dictionaries(st.sampled_from(["organiser", "topic"]), st.lists(spans(), max_size=3), max_size=2)
    )
    count = st.one_of(st.none(), st.integers(1, 3))
    date = None
    if draw(st.booleans()):
        day = draw(DAYS)
        date = EventDate.model_validate(
            {**draw(spans()), "type": "DATE", "timex": day, "from": day, "to": day}
        )
    return Event(
        type=draw(st.sampled_from(["training", "visit"])),
        factuality=draw(st.sampled_from(["held", "planned"])),
        name=draw(st.sampled_from([None, "un deux", "trois"])),
        date=date,
        duration=draw(st.sampled_from([None, "P1D"])),
        place=[Filler.model_validate(span) for span in draw(st.lists(spans(), max_size=2))],
        roles={
            r: [Filler.model_validate({**s, "count": draw(count)}) for s in some] for r, some in roles.items()
        },
    )


documents = st.builds(
    lambda found, told: Document(id="a", text=TEXT, entities=found, events=told),
    entities(),
    st.lists(events(), max_size=4),
)


@given(documents)
@settings(max_examples=60, deadline=None)
def test_gold_against_itself_is_1(document: Document) -> None:
    for name, value in evaluate([(document, document)]).measures().items():
        assert value == 1, name


@given(documents)
@settings(max_examples=40, deadline=None)
def test_gold_against_nothing_is_0(document: Document) -> None:
    nothing = Document(id="a", text=TEXT, entities=[], events=[])
    measures = evaluate([(document, nothing)]).measures()
    # Only the places where the gold has nothing either may be undefined.
    assert all(
        value == 0 or (math.isnan(value) and name.endswith("accuracy")) for name, value in measures.items()
    )


@given(documents, documents, st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None)
def test_the_order_of_records_entities_and_fillers_changes_nothing(
    gold: Document, predicted: Document, chance: random.Random
) -> None:
    other = Document(id="b", text=TEXT, entities=[], events=[])
    pairs = [(gold, predicted), (other, other)]
    turned = [(shuffled(g, chance), shuffled(p, chance)) for g, p in reversed(pairs)]
    before, after = evaluate(pairs).measures(), evaluate(turned).measures()
    assert {k: str(v) for k, v in before.items()} == {k: str(v) for k, v in after.items()}


def shuffled(document: Document, chance: random.Random) -> Document:
    def mixed(items: list[Any]) -> list[Any]:
        return chance.sample(items, len(items))

    turned = [
        event.model_copy(
            update={
                "roles": {r: mixed(some) for r, some in mixed(list(event.roles.items()))},
                "place": mixed(event.place),
            }
        )
        for event in mixed(document.events)
    ]
    return document.model_copy(update={"entities": mixed(document.entities), "events": turned})
