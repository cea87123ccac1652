"""The embedding of the base model's networks computed once for each distinct word.

The first layers of a network look at each word by itself (hash embeddings and a static vector, mixed by a maxout
layer); what stands around it comes in only after. In a batch of news two words in three have been there before, and
of those that have not, most were in a batch before; the embedding is a third of all multiplications
(docs/performance.md).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from spacy.attrs import IDS, ORTH
from spacy.language import Language
from spacy.tokens import Doc
from thinc.api import Model, Ragged

from pipeline.networks import nodes

# Rows kept in each network, 8 MB.
KEPT_WORDS = 20_000
# Odd multipliers make one number of a word's features, as spaCy's own 64-bit hashes make one of its letters.
_MULTIPLIERS = np.random.default_rng(0).integers(1, 2**63, size=32, dtype=np.uint64) | np.uint64(1)


def use(nlp: Language) -> list[str]:
    """Makes the networks of `nlp` that embed words embed the distinct ones; gives the names of their components.

    What they predict (but for rounding), and their structure, stay the same.
    """
    changed = []
    for name, node in nodes(nlp):
        if _embeds(node):
            _replace(node, nlp.vocab.vectors)
            changed.append(name)
    return changed


def _embeds(node: Model[Any, Any]) -> bool:
    """Whether `node` is a `spacy.MultiHashEmbed` with static vectors, as it is built in spaCy 3."""
    first = node.layers[0] if node.layers else None
    return first is not None and [layer.name for layer in first.layers[1:]] == ["static_vectors"]


def _replace(node: Model[Any, Any], vectors: Any) -> None:
    (features, static), mix = node.layers[0].layers, node.layers[1]
    mixed_by: Any = mix.predict
    meaning_of: Any = static.get_param("W")
    extract, hashed = features.layers[0], features.layers[2]
    # A part of a Doc takes attributes by number only.
    columns = [IDS.get(column, column) for column in extract.attrs["columns"]]
    before = node._func  # noqa: SLF001 (thinc has no other way to change what a layer does and keep its name)

    def embedded(words: Any) -> Any:
        """The rows of `words`, which are told by their features and, in the last column, their letters."""
        lengths: Any = np.asarray([len(words)], dtype="i")
        features_of: Any = np.ascontiguousarray(words[:, :-1])
        rows: Any = vectors.find(keys=words[:, -1])
        meaning: Any = static.ops.gemm(vectors.data[rows], meaning_of, trans2=True)
        meaning[rows < 0] = 0
        joined: Any = np.hstack([hashed.predict(Ragged(features_of, lengths)).data, meaning])
        return mixed_by(Ragged(joined, lengths)).data

    remembered = _Remembered(embedded, mix.get_dim("nO"))

    def forward(model: Model[Any, Any], docs: list[Doc], is_train: bool) -> Any:  # noqa: FBT001 (thinc's signature)
        if is_train or not any(map(len, docs)):
            return before(model, docs, is_train)
        tokens: Any = np.concatenate([doc.to_array([*columns, ORTH]) for doc in docs]).astype(np.uint64)
        keys = (tokens * _MULTIPLIERS[: tokens.shape[1]]).sum(axis=1, dtype=np.uint64)
        distinct, first, inverse = np.unique(keys, return_index=True, return_inverse=True)
        rows = remembered(distinct.tolist(), tokens[first])
        ends = np.cumsum([len(doc) for doc in docs])[:-1]
        return np.split(rows[inverse], ends), _no_training

    node._func = forward  # noqa: SLF001 (as above)


class _Remembered:
    """Rows of words, of which those that came up first are kept: the common words are among them."""

    def __init__(self, embed: Callable[[Any], Any], width: int) -> None:
        self._embed = embed
        self._rows: Any = np.empty((KEPT_WORDS, width), dtype=np.float32)
        self._places: dict[int, int] = {}

    def __call__(self, keys: list[int], words: Any) -> Any:
        """The rows of `words`, one a row, that `keys` tell apart."""
        places = np.array([self._places.get(key, -1) for key in keys])
        rows = self._rows[places]
        new = np.flatnonzero(places < 0)
        if len(new):
            rows[new] = self._embed(np.ascontiguousarray(words[new]))
            for i in new[: KEPT_WORDS - len(self._places)].tolist():
                place = self._places[keys[i]] = len(self._places)
                self._rows[place] = rows[i]
        return rows


def _no_training(_: Any) -> Any:
    msg = "a prediction has nothing to train"
    raise RuntimeError(msg)
