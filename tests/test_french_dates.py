import datetime as dt
import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.french_dates import find_dates, lexer
from pipeline.french_dates.lexer import fold, lex
from pipeline.french_dates.rules import Rule, combinations, rules

THURSDAY = dt.date(2019, 5, 30)
MARKED = re.compile(r"\[([^\]|]*)\|([^\]]*)\]")

EXAMPLES = [
    (rule.name, example) for rule in (*rules(), *combinations().values()) for example in rule.examples
]
COUNTER_EXAMPLES = [(rule.name, example) for rule in rules() for example in rule.counter_examples]


def unmark(example: str) -> tuple[str, list[tuple[int, int, str]]]:
    """A marked sentence as its text and the marked expressions: (start, end, value)."""
    text, expected, end = "", [], 0
    for match in MARKED.finditer(example):
        text += example[end : match.start()]
        expected.append((len(text), len(text) + len(match[1]), match[2]))
        text += match[1]
        end = match.end()
    return text + example[end:], expected


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule.name)
def test_every_match_of_a_shape_holds_what_it_needs(rule: Rule) -> None:
    for _, example in EXAMPLES:
        for match in rule.shape.finditer(lex(unmark(example)[0]).kinds):
            assert all(need & set(match[0]) for need in rule.needs), example


def test_most_shapes_need_some_kind() -> None:
    assert sum(not rule.needs for rule in rules()) <= len(rules()) / 4


def found(text: str, reference: dt.date | None = THURSDAY) -> list[tuple[int, int, str | None]]:
    return [(m.start, m.end, m.value.timex) for m in find_dates(text, reference)]


@pytest.mark.parametrize(("rule", "example"), EXAMPLES)
def test_rule_examples(rule: str, example: str) -> None:
    text, expected = unmark(example)
    mentions = {(m.start, m.end): m for m in find_dates(text, THURSDAY)}
    for start, end, value in expected:
        assert (start, end) in mentions, (text, [text[a:b] for a, b in mentions])
        assert mentions[start, end].value.timex == value
    assert any(rule in mention.rule or rule in " ".join(mention.steps) for mention in mentions.values())


@pytest.mark.parametrize(("rule", "example"), COUNTER_EXAMPLES)
def test_rule_counter_examples(rule: str, example: str) -> None:
    assert rule not in [mention.rule for mention in find_dates(example, THURSDAY)]


@pytest.mark.parametrize(("rule", "example"), EXAMPLES)
def test_lexemes_are_made_wherever_they_matter(
    rule: str, example: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = f"{'Il pleut sur la ville, et le vent souffle. ' * 4}\n\n{unmark(example)[0]}"
    found = find_dates(text, THURSDAY)
    monkeypatch.setattr(lexer, "_regions", lambda folded: [(0, len(folded))])
    assert find_dates(text, THURSDAY) == found, rule


@given(st.text())
def test_any_text_is_read_without_an_error_and_offsets_hold(text: str) -> None:
    for mention in find_dates(text, THURSDAY):
        assert 0 <= mention.start < mention.end <= len(text)


@given(st.text())
def test_folding_keeps_length(text: str) -> None:
    assert len(fold(text)) == len(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # The weekday decides the year when the article has no date of publication.
        ("Depuis septembre 2018 ils se parlent. L'échange a eu lieu le lundi 27 mai.", "2019-05-27"),
        ("20 juin 2024\nLe séminaire s'est tenu le jeudi 20 juin.", "2024-06-20"),
        # A dateline takes the place of the day of publication; so does “Publié le”.
        ("Lomé, le 7 juillet 2017 (Agence) — Le ministre est arrivé hier.", "2017-07-06"),
        ("Publié le 7 juillet 2017\nLe ministre est arrivé hier.", "2017-07-06"),
        # Nothing to go by.
        ("L'échange a eu lieu le 27 mai.", "XXXX-05-27"),
        ("Le ministre est arrivé hier.", None),
        ("Le ministre est arrivé mardi soir.", None),
        ("En juillet dernier, la source était tarie.", None),
        # The words beside a full date tell on which day the text was written.
        ("Reçu hier, jeudi 20 mai 2021, il revient le 30 juin 2021. Il parle demain.", "2021-05-22"),
    ],
)
def test_reference_when_nothing_is_published(text: str, expected: str | None) -> None:
    assert found(text, None)[-1][2] == expected


def test_each_step_of_the_reference_shows() -> None:
    dateline = find_dates("Lomé, le 7 juillet 2017 (Agence) — Le ministre est arrivé hier.")[-1]
    other = find_dates("La réunion du 7 juillet 2017 est finie. Le ministre est arrivé hier.")[-1]
    assert dateline.value.inferred == ["reference", "dateline"]
    assert other.value.inferred == ["reference", "context"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Le ministre a visité l'école mardi.", "2019-05-28"),
        ("Le ministre visitera l'école mardi.", "2019-06-04"),
        ("Il a annoncé mardi que l'école ouvrira ses portes en septembre.", "2019-05-28"),
        ("Bal mardi soir.", "2019-06-04TEV"),
        ("L'école rouvre mardi 4 juin. Rendez-vous mardi à 8 h.", "2019-06-04"),
    ],
)
def test_weekday_by_tense_and_by_the_rest_of_the_text(text: str, expected: str) -> None:
    values = [value for _, _, value in found(text) if "T" not in str(value) or "TEV" in str(value)]
    assert expected in values


@pytest.mark.parametrize(
    "text",
    [
        "Jack Ma a rencontré le président.",
        "La firme emploie 2000 salariés.",
        "Il a gagné 3-1.",
        "la loi 2019-014 du code",
        "la loi n° 2019-11",
        "en 2 mots",
        "la 27e édition du festival",
        "Tél. : 22 21 20 19",
        "au 03.29.88.43.12.",
        "page 27",
        "la version 3.8.18",
        "15 000 F CFA",
        "Sondage : 48 ans, sept candidats, 24 h/24",
        "mardi gras",
        "un robot sur Mars",
        "Boeing 737, chambre 2019",
        "il a été élu",
        "celui-ci est né sans lendemain",
    ],
)
def test_what_is_no_date(text: str) -> None:
    assert [m.rule for m in find_dates(text, THURSDAY) if m.value.type == "DATE"] == []


def test_first_and_last_day() -> None:
    (fuzzy,) = find_dates("début 2019", THURSDAY)
    (half_open,) = find_dates("depuis mai 2018", THURSDAY)
    assert (fuzzy.value.timex, fuzzy.value.first, fuzzy.value.last) == ("2019", "2019-01-01", "2019-05-01")
    assert (half_open.value.timex, half_open.value.first, half_open.value.last) == (
        "2018-05/..",
        "2018-05-01",
        None,
    )


def test_derivation_names_rule_and_steps() -> None:
    (mention,) = find_dates("Il est venu mardi soir.", THURSDAY)
    assert mention.rule == "weekday+part_of_day"
    assert mention.steps == (
        "weekday: “mardi” → 2019-05-28",
        "inferred: week",
        "inferred: tense",
        "part_of_day → 2019-05-28TEV",
    )


@pytest.mark.parametrize(
    "unit", ["1", "1/", "3 mai ", "janvier ", "12 mai, ", "quatre-vingt-", "du 3 au ", "d'", "("]
)
def test_long_runs_take_linear_time(unit: str) -> None:
    def seconds(size: int) -> float:
        text = unit * (size // len(unit))
        begin = time.process_time()
        find_dates(text, THURSDAY)
        return time.process_time() - begin

    seconds(1000)
    # Eight times the text; a quadratic run would take sixty-four times as long. The best of three: a busy machine
    # slows single runs, in processor time too.
    small, large = (min(seconds(size) for _ in range(3)) for size in (10_000, 80_000))
    assert large < 32 * max(small, 0.01)


@given(
    st.lists(
        st.sampled_from([*"0123456789", *" -/.:,'()\n", "er ", " mai ", " mardi ", " au ", " 2019 ", " h "])
    )
)
def test_scrambled_dates_are_read_without_an_error(parts: list[str]) -> None:
    text = "".join(parts)
    ends = [0]
    for mention in find_dates(text, THURSDAY):
        assert ends[-1] <= mention.start < mention.end <= len(text)
        ends.append(mention.end)


@pytest.mark.parametrize("reference", [dt.date.min, dt.date.max])
def test_references_at_the_ends_of_the_calendar(reference: dt.date) -> None:
    text = " ".join(unmark(example)[0] for _, example in EXAMPLES)
    assert find_dates(text, reference)
