import pytest

from pipeline.assembly.patterns import PatternError, compile_pattern, fold


@pytest.mark.parametrize("text", ["L’Été\u00a0à ÉVIAN", "İstanbul — ‘oui’", "a\u202fb‑c"])
def test_folding_keeps_every_offset(text: str) -> None:
    assert len(fold(text)) == len(text)


@pytest.mark.parametrize(
    "text",
    [
        "organise", "organiseront", "a également organisé", "ont, lundi dernier, organisé", "va organiser",
        "tient", "a tenu", "tiendra", "vient de tenir", "A ORGANISE", "émet", "a émis", "s'est formé", "réunissent",
    ],
)  # fmt: skip
def test_a_finite_verb_in_all_its_forms(text: str) -> None:
    pattern = compile_pattern("{v:organiser|tenir|émettre|se former|réunir}")
    assert pattern.search(fold(text))


def test_a_bare_letter_in_the_text_reads_as_accented_but_not_the_other_way_round() -> None:
    assert compile_pattern("{pp:organiser} par").search(fold("ORGANISE PAR"))
    assert not compile_pattern("organise").search(fold("organisé"))


def test_only_whole_words_match() -> None:
    assert not compile_pattern("formation").search(fold("information"))
    assert compile_pattern("au profit {of}").search(fold("au profit d’une école"))


@pytest.mark.parametrize(
    ("pattern", "complaint"),
    [("{nowhere}", "unknown word class"), ("{v:xyz}", "verbs.tsv"), ("(", "correct it")],
)
def test_a_faulty_pattern_says_what_is_wrong(pattern: str, complaint: str) -> None:
    with pytest.raises(PatternError, match=complaint):
        compile_pattern(pattern)
