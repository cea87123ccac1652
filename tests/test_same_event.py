from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline import same_event
from pipeline.records import Document, DocumentReference, Event

FACTS: dict[str, Any] = {
    "organiser": ["Réseau des femmes rurales"],
    "topic": ["transformation du soja"],
    "place": ["Kpalimé"],
    "days": ("2019-05-27", "2019-05-28"),
    "published": "2019-05-30",
}


def report(number: int, article: str | None = None, kind: str = "training", **changes: Any) -> Event:
    """A report of one and the same workshop but for `changes`."""
    facts = {**FACTS, **changes}
    first, last = facts["days"] or (None, None)
    date = {"text": "", "start": 0, "end": 0, "type": "DATE", "timex": first, "from": first, "to": last}
    labels = {"topic": "TOPIC", "place": "LOC"}
    roles = {
        role: [
            {"text": name, "start": 0, "end": 0, "label": labels.get(role, "ORG"), "name": name}
            for name in facts.get(role, [])
        ]
        for role in ("organiser", "topic", "place", "partner", "party")
    }
    return Event.model_validate(
        {
            "id": f"evt_{number}",
            "type": kind,
            "name": facts.get("name"),
            "document": {"id": article or f"article {number}", "published": facts["published"]},
            "date": date if first else None,
            "trigger": {"text": "atelier", "start": 0, "end": 0},
            "place": roles.pop("place"),
            "roles": roles,
        }
    )


def same_as(*reports: Event) -> list[str | None]:
    return [event.same_as for event in same_event.link(reports)]


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"organiser": ["RFR"], "place": []},
        {"organiser": []},
        {"topic": []},
        {"topic": ["techniques de transformation du soja", "emballage"]},
        {"days": ("2019-05-28", "2019-05-28"), "place": ["kpalime"]},
        {"days": None},
        {"days": ("2019-05-01", "2019-05-31")},
        {"place": ["salle des fêtes", "Kpalimé"]},
        {"topic": [], "name": "Atelier de transformation du soja"},
    ],
)
def test_two_reports_that_agree_on_two_facts_and_the_day_are_joined(changes: dict[str, Any]) -> None:
    assert same_as(report(1), report(2, **changes)) == [None, "evt_1"]
    assert same_as(report(1, **changes), report(2)) == [None, "evt_1"]


@pytest.mark.parametrize(
    "changes",
    [
        {"kind": "meeting"},
        {"days": ("2019-06-27", "2019-06-28")},
        {"organiser": ["Institut du soja"]},
        {"topic": ["comptabilité simplifiée"]},
        {"place": ["Atakpamé"]},
        {"days": None, "published": "2019-08-30"},
        {"days": None, "place": []},
        {"days": None, "published": None},
        {"organiser": [], "place": []},
        {"place": ["Togo"], "organiser": []},
        {"topic": [], "name": "Atelier", "place": []},
    ],
)
def test_two_reports_that_differ_or_tell_too_little_stay_apart(changes: dict[str, Any]) -> None:
    assert same_as(report(1), report(2, **changes)) == [None, None]


def test_an_agreement_needs_two_parties_in_common() -> None:
    parties = {"kind": "agreement", "organiser": [], "place": []}
    one = report(1, **parties, party=["Banque du Nord", "Union des maires"])
    other = report(2, **parties, party=["Banque du Nord", "Institut du soja"])
    same = report(3, **parties, party=["Union des maires", "Banque du Nord"])
    assert same_as(one, other, same) == [None, None, "evt_1"]


def test_a_third_report_must_agree_with_what_the_second_told() -> None:
    open_place, kpalime, atakpame = report(1, place=[]), report(2), report(3, place=["Atakpamé"])
    assert same_as(open_place, kpalime, atakpame) == [None, "evt_1", None]


def test_a_report_that_fits_two_events_equally_is_joined_to_neither() -> None:
    assert same_as(report(1), report(2, place=["Atakpamé"]), report(3, place=[])) == [None, None, None]


def test_documents_are_linked_by_their_own_ids_and_dates() -> None:
    documents = [
        Document(id=event.document.id, published=event.document.published, text="", events=[event])
        for event in (report(1), report(2), report(3, article="article 2"))
        if event.document
    ]
    linked = list(same_event.link(documents))
    assert [event.same_as for document in linked for event in document.events] == [None, "evt_1", None]
    assert documents[1].events[0].same_as is None


def test_a_crowded_block_costs_no_more_than_its_latest_reports(monkeypatch: pytest.MonkeyPatch) -> None:
    compared = []
    agreement = same_event.agreement

    def counted(first: same_event.Report, second: same_event.Report) -> int:
        compared.append(first)
        return agreement(first, second)

    monkeypatch.setattr(same_event, "LARGEST_BLOCK", 10)
    monkeypatch.setattr(same_event, "agreement", counted)
    reports = [report(number, topic=[f"sujet{number}"]) for number in range(60)]
    assert same_as(*reports) == [None] * 60
    assert len(compared) <= 3 * 10 * 60


EVENTS = st.lists(
    st.builds(
        report,
        number=st.integers(0, 10**6),
        article=st.sampled_from(["a", "b", "c", "d"]),
        kind=st.sampled_from(["training", "training", "agreement"]),
        organiser=st.lists(
            st.sampled_from(["Réseau des femmes rurales", "RFR", "Institut du soja"]), max_size=2
        ),
        topic=st.lists(st.sampled_from(["transformation du soja", "soja", "couture"]), max_size=2),
        place=st.lists(st.sampled_from(["Kpalimé", "Atakpamé", "Togo"]), max_size=2),
        days=st.sampled_from(
            [
                None,
                ("2019-05-26", "2019-05-27"),
                FACTS["days"],
                ("2019-05-01", "2019-05-31"),
                ("2018-01-01",) * 2,
            ]
        ),
        published=st.sampled_from([None, "2019-05-30", "2019-06-10", "2019-09-01"]),
    ),
    max_size=12,
    unique_by=lambda event: event.id,
)


@given(EVENTS)
@settings(deadline=None)
def test_linking_keeps_order_points_back_to_first_reports_and_is_idempotent(events: list[Event]) -> None:
    linked = list(same_event.link(events))
    assert [event.model_copy(update={"same_as": None}) for event in linked] == events
    seen: dict[str, str | None] = {}
    for event in linked:
        assert event.same_as is None or (event.same_as in seen and seen[event.same_as] is None)
        seen[event.id] = event.same_as
    assert list(same_event.link(linked)) == linked


@given(EVENTS)
@settings(deadline=None)
def test_no_two_events_of_one_article_are_joined(events: list[Event]) -> None:
    members: dict[str, list[str]] = {}
    for event in same_event.link(events):
        assert isinstance(event.document, DocumentReference)
        members.setdefault(event.same_as or event.id, []).append(event.document.id)
    assert all(len(set(articles)) == len(articles) for articles in members.values())


@given(EVENTS)
@settings(deadline=None)
def test_reports_that_agree_always_share_a_block(events: list[Event]) -> None:
    reports = [same_event.report_of(event, event.document) for event in events if event.document]
    for i, first in enumerate(reports):
        for second in reports[i + 1 :]:
            if same_event.agreement(first, second):
                assert set(same_event.blocks(first, registering=True)) & set(same_event.blocks(second))
