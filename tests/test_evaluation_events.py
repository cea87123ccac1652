"""Event measures on cases whose arithmetic stands beside them."""

from pipeline.evaluation.scoring import evaluate
from pipeline.records import Document, Entity, Event, EventDate, Filler, Mention

TEXT = (
    "L'association Atelier Vert (AV) a formé une vingtaine de maraîchers au compostage à Kara le 3 mai 2021. "
    "La mairie de Sokodé a formé 12 jeunes à la soudure et à la menuiserie."
)


def filler(marked: str, **more: object) -> Filler:
    at = TEXT.index(marked)
    return Filler(text=marked, start=at, end=at + len(marked), **more)


def training(**roles: list[str | Filler]) -> Event:
    filled = {r: [filler(f) if isinstance(f, str) else f for f in some] for r, some in roles.items()}
    return Event(type="training", roles=filled)


def date(marked: str, day: str) -> EventDate:
    at = TEXT.index(marked)
    end = at + len(marked)
    return EventDate(type="DATE", timex=day, first=day, last=day, text=marked, start=at, end=end)


def measured(
    gold: list[Event], predicted: list[Event], entities: list[Entity] | None = None
) -> dict[str, float]:
    pair = (
        Document(id="a", text=TEXT, entities=entities or [], events=gold),
        Document(id="a", text=TEXT, events=predicted),
    )
    return evaluate([pair]).measures()


def test_events_are_aligned_by_what_they_tell_not_by_their_order() -> None:
    first = training(organiser=["Atelier Vert"], topic=["compostage"])
    second = training(organiser=["mairie de Sokodé"], topic=["soudure", "menuiserie"])
    scores = measured([first, second], [second, first])
    assert scores["roles.micro.f1"] == scores["roles.organiser.f1"] == 1


def test_fillers_of_events_that_were_missed_or_invented_count_unless_aligned_only() -> None:
    first = training(organiser=["Atelier Vert"], topic=["compostage"])
    second = training(organiser=["mairie de Sokodé"], topic=["soudure", "menuiserie"])
    found = training(organiser=["mairie de Sokodé"], topic=["soudure", "Kara"])
    scores = measured([first, second], [found])
    # One of two events.
    assert scores["events.training.recall"] == 1 / 2
    assert scores["events.training.f1"] == 2 / 3
    # Fillers: right are mairie and soudure; 3 predicted, 5 gold, 3 of them in the aligned event.
    assert scores["roles.micro.f1"] == 2 * 2 / (3 + 5)
    assert scores["roles.micro.aligned.f1"] == 2 * 2 / (3 + 3)
    assert scores["roles.topic.f1"] == 2 * 1 / (2 + 3)
    assert scores["roles.organiser.recall"] == 1 / 2
    assert scores["roles.macro.f1"] == (2 / 5 + 2 * 1 / (1 + 2)) / 2


def test_false_events_in_documents_without_events_count() -> None:
    empty = Document(id="b", text=TEXT, events=[])
    event = training(topic=["soudure"])
    pairs = [
        (Document(id="a", text=TEXT, events=[event]), Document(id="a", text=TEXT, events=[event])),
        (empty, Document(id="b", text=TEXT, events=[event])),
    ]
    assert evaluate(pairs).measures()["events.training.precision"] == 1 / 2


def test_a_filler_worded_otherwise_is_right_in_the_relaxed_sense() -> None:
    acronym, name = filler("AV"), filler("Atelier Vert", entity="ORG-1")
    mentions = [Mention(text=f.text, start=f.start, end=f.end) for f in (acronym, name)]
    organisation = Entity(id="ORG-1", label="ORG", name="Atelier Vert", mentions=mentions)
    cases = [
        (name, acronym, [organisation]),  # the same entity
        (filler("une vingtaine de maraîchers", name="maraîchers"), filler("maraîchers"), []),  # the same head
        (filler("12 jeunes"), filler("jeunes"), []),  # 1 token of 2: Dice 2·1/3
        (filler("mairie de Sokodé"), filler("La mairie de Sokodé"), []),
    ]
    for gold, predicted, entities in cases:
        scores = measured([training(x=[gold])], [training(x=[predicted])], entities)
        assert (scores["roles.x.f1"], scores["roles.x.relaxed.f1"]) == (0, 1), gold.text


def test_a_filler_from_elsewhere_with_one_word_in_common_is_wrong() -> None:
    for gold, predicted in [("Kara", "Sokodé"), ("la soudure", "la menuiserie")]:
        assert measured([training(x=[gold])], [training(x=[predicted])])["roles.x.relaxed.f1"] == 0


def test_one_filler_matches_one_filler() -> None:
    gold = training(topic=[filler("soudure et à la menuiserie")])
    predicted = training(topic=["soudure", "menuiserie"])
    scores = measured([gold], [predicted])
    assert scores["roles.topic.relaxed.precision"] == 1 / 2
    assert scores["roles.topic.relaxed.recall"] == 1


def test_single_facts() -> None:
    gold = training(participant=[filler("12 jeunes", count=12)]).model_copy(
        update={"date": date("3 mai 2021", "2021-05-03"), "name": "Atelier Vert", "place": [filler("Kara")]}
    )
    predicted = training(participant=[filler("12 jeunes", count=20)]).model_copy(
        update={
            "date": date("3 mai", "2021-05-04"),
            "name": "atelier  vert",
            "place": [filler("Kara"), filler("Sokodé")],
            "factuality": "planned",
        }
    )
    scores = measured([gold], [predicted])
    assert scores["date.f1"] == scores["date.relaxed.f1"] == 0
    assert scores["name.f1"] == 1
    assert scores["place.precision"] == 1 / 2
    assert scores["count.f1"] == 0
    assert scores["factuality.accuracy"] == 0


def test_events_without_facts_are_aligned_by_nearness() -> None:
    def at(marked: str, factuality: str) -> Event:
        start = TEXT.index(marked)
        trigger = Mention(text=marked, start=start, end=start + len(marked))
        return Event.model_validate({"type": "visit", "factuality": factuality, "trigger": trigger})

    gold = [at("a formé une", "held"), at("a formé 12", "planned")]
    predicted = [at("formé 12", "planned"), at("formé une", "held")]
    assert measured(gold, predicted)["factuality.accuracy"] == 1


def test_events_of_different_types_are_never_aligned() -> None:
    gold = training(topic=["soudure"])
    evaluation = evaluate(
        [
            (
                Document(id="a", text=TEXT, events=[gold]),
                Document(id="a", text=TEXT, events=[gold.model_copy(update={"type": "meeting"})]),
            )
        ]
    )
    scores = evaluation.measures()
    assert scores["events.training.f1"] == scores["events.meeting.f1"] == scores["roles.topic.f1"] == 0
    assert evaluation.confusion["types"] == {("training", "meeting"): 1}


def test_confidence_is_kept_when_events_are_right() -> None:
    right, wrong = training(topic=["soudure"]), training(topic=["Kara"])
    predicted = [
        right.model_copy(update={"confidence": 0.8}),
        wrong.model_copy(update={"confidence": 0.95}),
        wrong.model_copy(update={"confidence": 0.3}),
    ]
    scores = measured([right], predicted)
    assert scores["confidence.80.precision"] == 1
    assert scores["confidence.90.precision"] == scores["confidence.30.precision"] == 0
    assert scores["confidence.at_least_80.precision"] == 1 / 2
