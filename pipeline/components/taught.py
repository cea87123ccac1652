"""`chronique_taught`: what is taught and who learns, as a network trained on our own articles reads it.

A second reader beside the rules: it knows wordings that no rule has, and the rules are surer of borders
(docs/topics.md). The network is built as the base model's `ner` and lies in `models/taught`.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Iterator
from itertools import islice, pairwise
from pathlib import Path
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc, Span, SpanGroup
from spacy.training import Example

from pipeline import quick_ner, resources, weight_files
from pipeline.assembly.lessons import Lessons
from pipeline.assembly.topics import announced_near, tells_of_training
from pipeline.assembly.view import View
from pipeline.components.layout import layout_of
from pipeline.components.spans import TAUGHT
from pipeline.trained_ner import UntrainedWarning

TOPIC = "TOPIC"
# By so much the score of a topic must beat that of none: chosen on articles that neither rules nor network knew, so
# that what the network adds is as often right as what the rules find.
_AHEAD = {TOPIC: 4.0}


@Language.factory("chronique_taught", assigns=["doc.spans"])
def make_taught(nlp: Language, name: str) -> Taught:
    """Sets spans labelled TOPIC and PART in `doc.spans["taught"]` of texts that tell of a training; settings: none."""
    return Taught(nlp, name)


class Taught:
    """Tags what is taught and who learns.

    `model` is its network; None where the weights cannot be used, which is warned of: then it finds nothing.
    """

    def __init__(self, nlp: Language, name: str = "chronique_taught", folder: Path | None = None) -> None:
        self.name = name
        folder = folder or resources.models() / "taught"
        try:
            weights, manifest = weight_files.read(nlp, folder)
        except (OSError, ValueError) as error:
            advice = "fewer topics are found; restore models/taught or run `make train-taught`"
            warnings.warn(f"{error}: {advice}", UntrainedWarning, stacklevel=2)
            self.model, self._tagger = None, None
            return
        self._tagger = untrained(nlp, manifest["labels"])
        weight_files.put(self._tagger, weights)
        self.model = self._tagger.model

    def __call__(self, doc: Doc) -> Doc:
        """Writes the spans of `doc`."""
        return next(self.pipe([doc]))

    def pipe(self, docs: Iterable[Doc], batch_size: int = 8) -> Iterator[Doc]:
        """Writes the spans of `docs`, in batches."""
        stream = iter(docs)
        while batch := list(islice(stream, batch_size)):
            if self._tagger:
                self._read([doc for doc in batch if _teaches(View(doc))])
            yield from batch

    def _read(self, docs: list[Doc]) -> None:
        """Writes the spans of `docs`, all of whose lines that matter go through the network together."""
        read = [line for doc in docs for line in lines_that_tell(doc)]
        found: dict[Doc, list[Span]] = {doc: [] for doc in docs}
        for line, spans in zip(read, quick_ner.find(self._tagger, read, _AHEAD), strict=True):
            found[line.doc] += [
                Span(line.doc, line.start + a, line.start + b, label) for a, b, label in spans
            ]
        for doc in docs:
            doc.spans[TAUGHT] = SpanGroup(doc, name=TAUGHT, spans=found[doc])


def _teaches(view: View) -> bool:
    """Whether a text holds a word for an event, and one that tells that somebody learns something."""
    return tells_of_training(view) and Lessons(view).anywhere()


def untrained(nlp: Language, labels: dict[str, dict[str, int]]) -> Any:
    """A component built as the `ner` of `nlp`, for other labels: those of each action, as `label_data` gives them."""
    tagger: Any = nlp.create_pipe("ner", config={"model": nlp.config["components"]["ner"]["model"]})
    doc = nlp.make_doc("un mot")
    tagger.initialize(lambda: [Example(doc, doc.copy())], nlp=nlp, labels=labels)
    return tagger


def lines(doc: Doc) -> Iterator[Span]:
    """The lines of a text without their breaks: what stands on another line is no context."""
    words = layout_of(doc).words
    breaks = [i for i, word in enumerate(words) if "\n" in word]
    for before, after in pairwise([-1, *breaks, len(words)]):
        if after > before + 1:
            yield doc[before + 1 : after]


def lines_that_tell(doc: Doc) -> list[Span]:
    """The lines with a sentence that announces a training, or stands right behind one."""
    view = View(doc)
    near = [(s.start, s.end) for s in view.sentences if announced_near(view, s)]
    return [line for line in lines(doc) if any(a < line.end and line.start < b for a, b in near)]
