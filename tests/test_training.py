from pathlib import Path
from random import Random

import pytest

from pipeline import resources
from training import corpus, train_ner
from training.generate import Generator
from training.markup import Marked, articles, parse

FOLDER = resources.models() / "ner_training"
OWN = corpus.own(FOLDER / "sentences")


def names(sentence: Marked) -> list[tuple[str, str]]:
    return [(sentence.text[start:end], label) for start, end, label in sentence.spans]


def test_marks_become_spans() -> None:
    marked = parse("M. [Awa Diop|PER] préside l'[ONEF|ORG].")
    assert marked.text == "M. Awa Diop préside l'ONEF."
    assert names(marked) == [("Awa Diop", "PER"), ("ONEF", "ORG")]


@pytest.mark.parametrize("wrong", ["[Awa Diop|PERS] parle.", "[Awa Diop|PER parle.", "Awa] parle."])
def test_a_bracket_that_marks_nothing_is_an_error(wrong: str) -> None:
    with pytest.raises(ValueError, match="marks no entity"):
        parse(wrong)


def test_blank_lines_part_articles_and_comments_are_left_out() -> None:
    assert articles(["# note", "", "Un.", "Deux.", "", "Trois."]) == ["Un.\nDeux.", "Trois."]


def test_there_are_at_least_250_marked_sentences_of_our_own_and_all_are_well_marked() -> None:
    sentences = [parse(line) for article in OWN for line in article.split("\n")]
    assert len(sentences) > 250
    assert {label for sentence in sentences for _, _, label in sentence.spans} == {
        "PER",
        "ORG",
        "LOC",
        "MISC",
    }


def test_the_generator_gives_the_same_sentences_for_the_same_seed() -> None:
    first = Generator(FOLDER, 1).sentences(300)
    assert first == Generator(FOLDER, 1).sentences(300)
    assert first != Generator(FOLDER, 2).sentences(300)


def test_every_frame_can_be_filled() -> None:
    generator = Generator(FOLDER, 3)
    for frame in generator.frames:
        text = parse(generator.fill(frame)).text
        assert "{" not in text
        assert "|" not in text


@pytest.mark.parametrize(
    ("frame", "filled"),
    [
        ("à le [Togo|LOC]", "Au [Togo|LOC]"),
        ("le maire de [Abidjan|LOC]", "Le maire d'[Abidjan|LOC]"),
        ("membre de les [Aigles|ORG]", "Membre des [Aigles|ORG]"),
    ],
)
def test_contractions(frame: str, filled: str) -> None:
    assert Generator(FOLDER, 1).fill(frame) == filled


def test_a_generated_organisation_leaves_its_article_and_generic_word_outside() -> None:
    generator = Generator(FOLDER, 1)
    generator.organisations["test"] = ["le journal #L'Écho de {town}"]
    ((name, label),) = names(parse(generator.organisation("test")))
    assert name.startswith("L'Écho d")
    assert label == "ORG"


def test_renaming_keeps_the_labels_in_their_order() -> None:
    generator = Generator(FOLDER, 1)
    before = [label for line in OWN[0].split("\n") for _, _, label in parse(line).spans]
    after = [label for line in corpus.renamed(OWN[0], generator) for _, _, label in line.spans]
    assert after == before


def test_a_renamed_person_has_one_new_name_in_the_article() -> None:
    article = "[Awa Diop|PER] parle.\n[Awa Diop|PER] se tait."
    for seed in range(5):
        first, second = corpus.renamed(article, Generator(FOLDER, seed))
        assert names(first) == names(second)


def test_grouping_keeps_every_span_on_its_name() -> None:
    sentences = [parse(f"[Nom{i}|PER] est là.") for i in range(9)]
    groups = corpus.grouped(sentences, Random(1), 3)  # noqa: S311 (a test)
    assert [name for group in groups for name in names(group)] == [(f"Nom{i}", "PER") for i in range(9)]


def test_a_scanned_page_gives_the_sentences_whose_names_are_whole() -> None:
    page = "On vit M. Durieux. Le maire Fau vre partit. Puis M.Lavaux parla."
    spans = [("M. Durieux", "PER"), ("Fau", "PER"), ("vre", "PER"), ("M.Lavaux", "PER")]
    entities = [
        {"start": page.index(name), "end": page.index(name) + len(name), "label": label}
        for name, label in spans
    ]
    found = corpus.sentences({"text": page, "entities": entities}, scanned=True)
    assert [names(sentence) for sentence in found] == [[("Durieux", "PER")], [("Lavaux", "PER")]]


def test_an_absent_set_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        train_ner.main(["--shared", str(tmp_path)])
    assert "sequoia_press.dev.jsonl not found" in capsys.readouterr().err
