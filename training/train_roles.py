"""`make train-roles`: learns who fills the roles of trainings from annotated articles, and writes `models/roles`.

Multinomial logistic regression over binary features with a Gaussian prior, fitted by L-BFGS. The events are those
that the program finds: what it learns is what to make of its own neighbourhoods. Nothing of what the rules say of
the roles of the event itself is a feature, as they know the articles they were written on too well.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix
from spacy.language import Language
from spacy.tokens import Doc

from pipeline import extraction, resources
from pipeline.assembly.assemble import assembled
from pipeline.assembly.likely import ranked
from pipeline.assembly.role_features import Parts, Setting, features
from pipeline.assembly.role_model import NONE, RoleModel
from pipeline.evaluation.events import align
from pipeline.evaluation.fillers import Fillers
from pipeline.formats import chronique
from pipeline.formats.errors import Losses
from pipeline.records import Article, Document, Entity, Event, Filler

PLACE = "place"
GOLD = Path(__file__).resolve().parent.parent / "samples" / "gold"
ROLES = (NONE, "organiser", "trainer", "partner", "funder", "participant", PLACE)
TYPE = "training"
# The strength of the prior; a feature must be seen in so many articles, and weigh so much, to be kept: what stands in
# one or two only knows whom they name.
PRIOR, SEEN, LEAST = 4.0, 3, 0.06

Example = tuple[frozenset[str], str]


def read(nlp: Language, gold: Document) -> Doc:
    """The Doc of a gold document's text."""
    doc = nlp.make_doc(gold.text)
    doc._.published = gold.published
    return nlp(doc)


def examples(doc: Doc, gold: Document) -> Iterator[Example]:
    """The features of each entity around each event found in `doc`, and the role that `gold` gives it."""
    found = extraction.document(Article(id=gold.id, text=gold.text), doc)
    view, events, entities = assembled(doc)
    parts = Parts(events)
    named = {entity.id: entity for entity in found.entities}
    for ours, theirs in align(gold, found).pairs:
        if ours.type != TYPE:
            continue
        event = events[next(i for i, other in enumerate(found.events) if other is theirs)]
        setting = Setting(view, event, parts)
        for entity, rank in ranked(entities.all):
            yield (
                frozenset(features(setting, entity, rank)),
                _role(Fillers(gold), ours, named[entity.id]),
            )


def _role(compare: Fillers, gold: Event, entity: Entity) -> str:
    """The first role of the gold event that a mention of `entity` fills."""
    fillers = [
        Filler(text=m.text, start=m.start, end=m.end, label=entity.label, entity=entity.id, name=entity.name)
        for m in entity.mentions
    ]
    roles = {**gold.roles, PLACE: gold.place}
    return next(
        (
            role
            for role in ROLES[1:]
            for ours in roles.get(role, [])
            if any(compare.relaxed(ours, filler) for filler in fillers)
        ),
        NONE,
    )


def fit(by_article: list[list[Example]]) -> RoleModel:
    """The model of the examples of each article; features that hardly matter are left out."""
    found = [example for own in by_article for example in own]
    counts = Counter(f for own in by_article for f in frozenset().union(*(some for some, _ in own)))
    names = sorted(feature for feature, count in counts.items() if count >= SEEN)
    column = {feature: i for i, feature in enumerate(names)}
    rows, columns = zip(
        *((row, column[f]) for row, (some, _) in enumerate(found) for f in some if f in column), strict=True
    )
    inputs = csr_matrix((np.ones(len(rows)), (rows, columns)), shape=(len(found), len(names)))
    wanted = np.eye(len(ROLES))[[ROLES.index(role) for _, role in found]]
    start = np.zeros(len(names) * len(ROLES))
    best = minimize(_loss, start, (inputs, wanted), "L-BFGS-B", jac=True, options={"maxiter": 200}).x
    weights = best.reshape(len(names), len(ROLES)).round(2)
    kept = {
        name: tuple(row)
        for name, row in zip(names, weights.tolist(), strict=True)
        if max(map(abs, row)) >= LEAST
    }
    return RoleModel(ROLES, kept)


def _loss(flat: Any, inputs: Any, wanted: Any) -> tuple[float, Any]:
    """The negative log-likelihood with its prior, and its gradient."""
    weights = flat.reshape(inputs.shape[1], wanted.shape[1])
    scores = inputs @ weights
    scores -= scores.max(axis=1, keepdims=True)
    likely = np.exp(scores)
    likely /= likely.sum(axis=1, keepdims=True)
    loss = -np.log(likely[wanted == 1] + 1e-12).sum() + PRIOR / 2 * (weights**2).sum()
    return loss, (inputs.T @ (likely - wanted) + PRIOR * weights).ravel()


def write(model: RoleModel, path: Path) -> None:
    """The weights as a table: the roles, then a line a feature."""
    lines = ["\t".join(["feature", *model.roles])]
    lines += ["\t".join([name, *(f"{w:g}" for w in row)]) for name, row in model.weights.items()]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def read_all(paths: Iterable[Path]) -> Iterator[Document]:
    """The documents of the gold files."""
    for path in paths:
        yield from chronique.read(path, Losses())


def main() -> None:
    """Trains on the named files of gold, by default on all development files of `samples/gold`."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("gold", nargs="*", type=Path)
    parser.add_argument("--output", type=Path, default=resources.models() / "roles" / f"{TYPE}.tsv")
    options = parser.parse_args()
    # Events as the rules alone tell them, whatever was learnt before.
    options.output.unlink(missing_ok=True)
    nlp = extraction.load()
    paths = options.gold or sorted(GOLD.glob("dev*.jsonl"))
    by_article = [list(examples(read(nlp, gold), gold)) for gold in read_all(paths)]
    roles = Counter(role for own in by_article for _, role in own)
    sys.stderr.write(f"{roles.total()} examples of {len(by_article)} articles: {roles}\n")
    write(fit(by_article), options.output)


if __name__ == "__main__":
    main()
