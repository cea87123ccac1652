"""The decisions of the base model's `ner`, outside of entities taken for all tokens at once.

spaCy's transition system decides token by token, although a decision outside of an entity looks at its own token
only; its single steps take as long as the network. Only inside an entity, which one decision has opened, does the
next one depend on what was before (Lample et al. 2016, “Neural Architectures for NER”, as spaCy 3 implements it:
`_parser_internals/ner.pyx`). What is found is the same (docs/performance.md).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any

import numpy as np
from spacy.attrs import IS_SPACE, SENT_START
from spacy.tokens import Doc, Span

_LAYERS = ["precomputable_affine", "linear"]
_FEATURES = 3
# The first token, the one after the last, the label.
Found = tuple[int, int, str]


def fits(ner: Any) -> bool:
    """Whether `ner` is built as the one of `fr_core_news_md`: a greedy parser over three tokens a state."""
    layers = ner.model.layers
    return [layer.name for layer in layers[1:]] == _LAYERS and layers[1].get_dim("nF") == _FEATURES


def recognise(ner: Any, docs: Sequence[Doc]) -> None:
    """Sets the entities of `docs`, which have none yet, as `ner` would; ValueError if it does not fit."""
    docs = [doc for doc in docs if len(doc)]
    for doc, found in zip(docs, find(ner, docs), strict=True):
        doc.set_ents([Span(doc, *entity) for entity in found], default="outside")


def find(
    ner: Any, docs: Sequence[Any], ahead: Mapping[str, float] = MappingProxyType({})
) -> Iterator[list[Found]]:
    """What `ner` finds in each of `docs` (Docs or Spans, none empty); ValueError if it does not fit.

    Where `ahead` has a label, its score must be so far ahead of that of no entity.
    """
    if not fits(ner):
        msg = f"the layers of {ner.name!r} are not those of fr_core_news_md; let it run by itself"
        raise ValueError(msg)
    if not docs:
        return
    decisions = _Decisions(ner, ahead)
    vectors = ner.model.layers[0].predict(docs)
    ends = np.cumsum([len(doc) for doc in docs])
    for doc, own in zip(docs, np.split(vectors, ends[:-1]), strict=True):
        yield list(decisions.entities(doc, own))


class _Decisions:
    """The last two layers of a `ner`: what is decided of a token with the network's vector.

    A state looks at three tokens: its own, the first one of the open entity, and the one before; without an open
    entity the last two are padding. Actions are B-, I-, L- and U- with a label, and O.
    """

    def __init__(self, ner: Any, ahead: Mapping[str, float]) -> None:
        _, lower, upper = ner.model.layers
        weights = lower.get_param("W")
        # Pieces before units: the maximum of the pieces is then one of whole rows.
        by_piece = [np.ascontiguousarray(each.transpose(1, 0, 2)) for each in weights]
        self._shape = by_piece[0].shape[:2]
        self._weights = [each.reshape(-1, weights.shape[3]).T for each in by_piece]
        self._padding, self._bias = lower.get_param("pad")[0].transpose(0, 2, 1), lower.get_param("b").T
        self._scores, self._score_bias = upper.get_param("W"), upper.get_param("b")
        self._names = [ner.moves.get_class_name(i) for i in range(ner.moves.n_moves)]
        self._of = {name: i for i, name in enumerate(self._names)}
        self._begins = np.array([name.startswith("B-") for name in self._names])
        self._ahead = np.array([ahead.get(name[2:], 0.0) for name in self._names])
        self._units = np.array([name.startswith("U-") and name != "U-" for name in self._names])

    def entities(self, doc: Any, vectors: Any) -> Iterator[Found]:
        """Start, end and label of the entities; none begins with white space or goes beyond a sentence."""
        space, starts = (doc.to_array([IS_SPACE, SENT_START]) == 1).T
        last = np.append(starts[1:], True)
        end = 0
        chosen = self._outside(vectors, space, last)
        for start in np.flatnonzero(chosen != self._of["O"]).tolist():
            if start < end:
                continue
            kind, _, label = self._names[chosen[start]].partition("-")
            end = start + 1
            while kind == "B" and not self._ends(vectors, start, end, label, last=last[end]):
                end += 1
            end += kind == "B"
            yield start, end, label

    def _outside(self, vectors: Any, space: Any, last: Any) -> Any:
        """The best action for each token where no entity is open."""
        states = self._feature(vectors, 0) + self._padding[1] + self._padding[2] + self._bias
        scores = states.max(axis=1) @ self._scores.T + self._score_bias - self._ahead
        allowed = (self._units & ~space[:, None]) | (self._begins & ~(space | last)[:, None])
        allowed[:, self._of["O"]] = True
        return np.where(allowed, scores, -np.inf).argmax(axis=1)

    def _ends(self, vectors: Any, start: int, token: int, label: str, *, last: bool) -> bool:
        """Whether the entity that `start` opened has its last token at `token`."""
        if last:
            return True
        seen = zip((token, start, token - 1), range(_FEATURES), strict=True)
        parts = [self._feature(vectors[i : i + 1], feature)[0] for i, feature in seen]
        state = (parts[0] + parts[1] + parts[2] + self._bias).max(axis=0)
        inside, ends = (
            self._scores[a] @ state + self._score_bias[a]
            for a in (self._of[f"I-{label}"], self._of[f"L-{label}"])
        )
        return bool(ends > inside)

    def _feature(self, vectors: Any, feature: int) -> Any:
        return (vectors @ self._weights[feature]).reshape(len(vectors), *self._shape)
