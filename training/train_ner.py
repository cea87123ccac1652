"""`make train`: continues the training of the base model's `ner` and writes `models/ner`.

As a mixture of the base model's weights and the trained ones is better on unseen text than either and forgets
less (Wortsman et al., 2022, "Robust fine-tuning of zero-shot models"), the result is such a mixture.
"""

from __future__ import annotations

import argparse
import logging
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import spacy
from spacy.language import Language
from spacy.tokens import Doc
from spacy.training import Example
from spacy.util import load_config, registry
from thinc.api import NumpyOps, fix_random_seed, set_current_ops

from pipeline import resources, weight_files
from pipeline.components.sentences import SentenceBoundaries
from pipeline.components.tokenizer import CleaningTokenizer
from training import corpus
from training.generate import Generator
from training.markup import Marked, parse

LEFT_OUT = ["tok2vec", "morphologizer", "parser", "senter", "attribute_ruler", "lemmatizer"]
FOLDER = resources.models() / "ner_training"
SHARED = Path(__file__).resolve().parent.parent.parent / "shared" / "ner"
log = logging.getLogger("train_ner")


class Trainer:
    """Holds the model, the settings of `train.cfg` and the texts to train on."""

    def __init__(self, settings: dict[str, Any], sets: dict[str, list[Marked]]) -> None:
        self.settings = settings
        fix_random_seed(settings["seed"])
        self.random = Random(settings["seed"])  # noqa: S311 (training data, no secret)
        self.generator = Generator(FOLDER, settings["seed"])
        self.nlp = base(settings["base"])
        self.ner: Any = self.nlp.get_pipe("ner")
        self.own = corpus.own(FOLDER / "sentences")
        self.sets = {**sets, "rehearsal": self.own_predictions(corpus.own(FOLDER / "rehearsal"))}

    def run(self) -> list[Any]:
        """Trains; the weights, mixed with the base model's."""
        before = weight_files.weights_of(self.ner)
        optimizer = registry.resolve({"optimizer": self.settings["optimizer"]})["optimizer"]
        first_rate, epochs = optimizer.learn_rate, self.settings["epochs"]
        for epoch in range(epochs):
            optimizer.learn_rate = first_rate * (1 - epoch / epochs)
            examples = [example for text in self.epoch_texts() if (example := self.example(text))]
            self.random.shuffle(examples)
            losses: dict[str, float] = {}
            for batch in batches(examples, self.settings["batch_words"]):
                self.ner.update(batch, drop=self.settings["dropout"], sgd=optimizer, losses=losses)
            log.info("epoch %d of %d: %d texts, loss %.0f", epoch + 1, epochs, len(examples), losses["ner"])
        share = self.settings["share"]
        after = weight_files.weights_of(self.ner)
        return [share * new + (1 - share) * old for new, old in zip(after, before, strict=True)]

    def epoch_texts(self) -> list[Marked]:
        """The texts of one epoch: each source as often as `train.cfg` says."""
        texts = []
        for source, times in self.settings["sources"].items():
            for _ in range(int(times)):
                texts += self.source(source, 1)
            if times % 1:
                texts += self.source(source, times % 1)
        count = self.settings["generated"]["sentences"]
        texts += corpus.grouped(map(parse, self.generator.sentences(count)), self.random, 3)
        return texts

    def source(self, name: str, share: float) -> list[Marked]:
        """A share of a source's texts, regrouped (and renamed) anew at each call."""
        if name == "own":
            return corpus.own_groups(self.own, self.random)
        if name == "renamed":
            return [
                text
                for article in self.own
                for text in corpus.grouped(corpus.renamed(article, self.generator), self.random, 4)
            ]
        sentences = self.sets[name]
        if share < 1:
            sentences = self.random.sample(sentences, round(share * len(sentences)))
        return corpus.grouped(sentences, self.random, 4)

    def own_predictions(self, articles: list[str]) -> list[Marked]:
        """The paragraphs with the entities that the base model finds in them."""
        paragraphs = [paragraph for article in articles for paragraph in article.split("\n")]
        docs = self.ner.pipe(make_doc(self.nlp, paragraph) for paragraph in paragraphs)
        return [Marked(d.text, [(e.start_char, e.end_char, e.label_) for e in d.ents]) for d in docs]

    def example(self, text: Marked) -> Example | None:
        """A training example; None if an entity does not begin and end with a token."""
        reference = make_doc(self.nlp, text.text)
        spans = [reference.char_span(start, end, label=label) for start, end, label in text.spans]
        whole = [span for span in spans if span is not None]
        if reference.text != text.text or len(whole) < len(spans):
            return None
        reference.ents = tuple(whole)
        return Example(make_doc(self.nlp, text.text), reference)


def base(name: str) -> Language:
    """The base model's `ner` alone, behind our tokenizer."""
    set_current_ops(NumpyOps(use_blis=False))
    nlp = spacy.load(name, exclude=LEFT_OUT)
    nlp.tokenizer = CleaningTokenizer(nlp.tokenizer)
    return nlp


def make_doc(nlp: Language, text: str) -> Doc:
    """The tokens that `ner` sees in our pipeline."""
    return SentenceBoundaries()(nlp.make_doc(text))


def batches(examples: list[Example], words: int) -> Iterator[list[Example]]:
    """The examples in batches of at least `words` words, but for the last."""
    batch: list[Example] = []
    size = 0
    for example in examples:
        batch.append(example)
        size += len(example.predicted)
        if size >= words:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def read_settings() -> dict[str, Any]:
    """The settings of `models/ner_training/train.cfg`."""
    settings: dict[str, Any] = load_config(FOLDER / "train.cfg", interpolate=True)["training"]
    return settings


def main(argv: list[str] | None = None) -> None:
    """Reads `models/ner_training/train.cfg`, trains, writes the weights and their manifest."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=SHARED, help="folder of the sets that are not ours")
    parser.add_argument("--output", type=Path, default=resources.models() / "ner")
    arguments = parser.parse_args(argv)
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    try:
        sets = {name: corpus.shared(arguments.shared, name) for name in corpus.SHARED}
    except FileNotFoundError as error:
        parser.error(f"{error.filename} not found: --shared FOLDER must hold the sets of models/README.md")
    trainer = Trainer(read_settings(), sets)
    weight_files.write(trainer.nlp, trainer.run(), arguments.output)
    log.info("written: %s", arguments.output)


if __name__ == "__main__":
    main()
