import textwrap
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.clean import clean, wrapped_line_ends

NOISE = [
    *"\xa0\u202f\u2009\t\u200b\ufeff\xad\u0301\r\n ‘’`´ﬁ\x92\x9d¬\u2028\u2029\x00\ud800",
    *(
        "&nbsp;",
        "&amp;eacute;",
        "&#8217;",
        "<p>",
        "</p>",
        "<br/>",
        "<strong>",
        "<script>x</script>",
        "<!-- x -->",
    ),
    *("''", ",,", "‘’", "’’", "\r\n", "\n\n", "Lomé", "l’eau", "AT&T;", "a < b", "- item"),
]
noisy = st.lists(st.sampled_from(NOISE) | st.text(max_size=5), max_size=40).map("".join)


@given(noisy)
def test_every_clean_character_maps_to_a_raw_stretch_in_order(raw: str) -> None:
    cleaned = clean(raw)
    spans = [cleaned.raw_span(i, i + 1) for i in range(len(cleaned.text))]
    assert all(0 <= start < end <= len(raw) for start, end in spans)
    assert spans == sorted(spans)
    for character, (start, end) in zip(cleaned.text, spans, strict=True):
        if character.isalnum() and character.isascii() and end - start == 1:
            assert raw[start:end] in {character, "ﬁ"}


@given(noisy)
def test_clean_text_holds_no_noise(raw: str) -> None:
    text = clean(raw).text
    assert not set(text) & set("\xa0\u202f\t\u200b\ufeff\xad\r\u2028\x00\ud800")
    assert "  " not in text
    assert "\n\n\n" not in text
    assert text == text.strip("\n ")
    text.encode("utf-8")


@given(noisy, st.data())
def test_a_span_maps_to_the_raw_text_it_was_read_from(raw: str, data: st.DataObject) -> None:
    cleaned = clean(raw)
    start = data.draw(st.integers(0, len(cleaned.text)))
    end = data.draw(st.integers(start, len(cleaned.text)))
    raw_start, raw_end = cleaned.raw_span(start, end)
    assert 0 <= raw_start <= raw_end <= len(raw)
    if end > start:
        assert raw_start == cleaned.raw_span(start, start + 1)[0]
        assert raw_end == cleaned.raw_span(end - 1, end)[1]


@pytest.mark.parametrize("raw", ["", "Lomé, l’eau et l'air.", "Un titre\n\nUn paragraphe."])
def test_a_clean_text_stays_itself_without_a_map(raw: str) -> None:
    cleaned = clean(raw)
    assert cleaned.text is raw
    assert cleaned.starts is None


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("«\xa0Big\u202fdata\xa0»", "« Big data »"),
        ("for\u00adma\u200btion", "formation"),
        ("forma¬\ntion", "formation"),
        ("‘’New Economy Workshop’’ et ``Big data''", "“New Economy Workshop” et “Big data”"),
        ("l´eau, d`un, aujourd′hui", "l’eau, d’un, aujourd’hui"),
        ("Cafe\u0301 ﬁnance", "Café finance"),
        ("l\x92\xe9t\xe9\x85", "l’été…"),
        ("a&nbsp;b, &eacute;t&amp;eacute;, R&amp;D, AT&T;", "a b, été, R&D, AT&T;"),
        ("<p class='x'>Un</p><p>Deux<br>trois <b>qua</b>tre</p>", "Un\n\nDeux\ntrois quatre"),
        ("<style>p{}</style>a<!-- <b> -->b<script>if (x<y) z()</script>", "ab"),
        ("3 < 4 et x<y", "3 < 4 et x<y"),
        ("un \r\n deux\r\n\r\n \xa0\r\ntrois ", "un\ndeux\n\ntrois"),
    ],
)
def test_noise_becomes_plain_text(raw: str, text: str) -> None:
    assert clean(raw).text == text


def test_a_cleaned_span_covers_the_noise_inside_it() -> None:
    raw = "Jack&nbsp;\u200bMa <b>parle</b>"
    cleaned = clean(raw)
    start = cleaned.text.index("Jack Ma")
    raw_start, raw_end = cleaned.raw_span(start, start + len("Jack Ma"))
    assert raw[raw_start:raw_end] == "Jack&nbsp;\u200bMa"


PARAGRAPH = (
    "La chambre de commerce a ouvert lundi une session de formation au profit de vingt coopératives. "
    "Le président Koffi Mensah Agbodjan a rappelé que la comptabilité simplifiée reste la première demande "
    "des membres. Une deuxième session est prévue à Kara en mars prochain."
)


@pytest.mark.parametrize("width", [40, 60, 72, 80, 100])
def test_hard_wrapped_paragraphs_are_joined(width: int) -> None:
    title = "UNE SESSION DE FORMATION"
    raw = f"{title}\n\n{textwrap.fill(PARAGRAPH, width)}\n\n{textwrap.fill(PARAGRAPH, width)}"
    assert clean(raw).text == f"{title}\n\n{PARAGRAPH}\n\n{PARAGRAPH}"


def test_headings_and_list_items_keep_their_line_ends() -> None:
    text = (
        f"Des cadres formés en Chine\n{PARAGRAPH}\n- comptabilité\n- gestion des stocks\nLomé\nKara\nAtakpamé"
    )
    assert wrapped_line_ends(text) == []


def test_a_line_that_runs_on_in_lower_case_is_joined() -> None:
    raw = "Le ministre de l'agriculture a ouvert\nla session de formation hier."
    assert clean(raw).text == "Le ministre de l'agriculture a ouvert la session de formation hier."


@pytest.mark.parametrize("part", ["<script>", "<!--", "<!-- < ", "<p ", "&amp;", "‘", " \n", "a\u0301", "<"])
def test_hostile_text_costs_linear_time(part: str) -> None:
    raw = part * (100_000 // len(part))
    began = time.process_time()
    clean(raw)
    assert time.process_time() - began < 3
