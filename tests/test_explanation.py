from functools import cache

from spacy.language import Language

import pipeline
from pipeline.explanation import explain

TEXT = "L'Agence du lac a organisé, le 3 mai 2021 à Kara, une formation sur le compostage au profit de vingt maires."


@cache
def nlp() -> Language:
    return pipeline.load()


def test_each_mention_and_each_filler_names_its_rule() -> None:
    lines = list(explain(nlp(), TEXT, "2021-05-05"))
    assert any(line.startswith("DATE") and "2021-05-03" in line for line in lines)
    assert any(line.startswith("EVENT training (held") for line in lines)
    assert any("organiser → 'Agence du lac'" in line and "organiser.holds" in line for line in lines)
    assert any("participant → 'vingt maires'" in line and "participant.for" in line for line in lines)
    assert any("topic → 'compostage'" in line and "topic.training_on" in line for line in lines)


def test_a_candidate_that_is_too_thin_is_shown_as_dropped() -> None:
    lines = list(explain(nlp(), "Une formation est toujours utile."))
    assert any("dropped" in line for line in lines)
