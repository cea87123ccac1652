"""The window layers of the base model's networks, a block of tokens at a time.

A layer joins each token's vector with those of its neighbours, multiplies, keeps the largest of three pieces and
normalises (Honnibal's “embed, encode”, as `spacy.MaxoutWindowEncoder.v2` builds it). thinc goes through all tokens of
a batch once for each of some ten steps, so that each step fetches from memory what the last one wrote there; and its
maximum also notes which piece it was, which only training asks for. Here a block passes through all layers while the
processor's cache holds it.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from spacy.language import Language
from thinc.api import Model

from pipeline.networks import nodes

# Tokens of a block: as fast between 500 and 1,000, slower below, where the tokens around a block count.
BLOCK = 768
_PIECES = 3
_STEPS = ["expand_window", "maxout", "layernorm", "dropout"]


class _Layer(NamedTuple):
    """The weights of one layer: pieces before units, so that the maximum of the pieces is one of whole rows."""

    weights: Any
    bias: Any
    scale: Any
    shift: Any


def use(nlp: Language) -> list[str]:
    """Makes the window layers of `nlp` predict in blocks; gives the names of their components.

    What they predict (but for rounding), and their structure, stay the same.
    """
    changed = []
    for name, node in nodes(nlp):
        if node.layers and all(map(_is_window_layer, node.layers)):
            _replace(node)
            changed.append(name)
    return changed


def _is_window_layer(node: Model[Any, Any]) -> bool:
    """Whether `node` is a residual layer over a window of three tokens with three pieces a unit."""
    steps = _steps(node)
    return (
        node.name.startswith("residual(")
        and [leaf.name for leaf in steps] == _STEPS
        and steps[0].attrs["window_size"] == 1
        and steps[1].get_dim("nP") == _PIECES
    )


def _steps(node: Model[Any, Any]) -> list[Model[Any, Any]]:
    return [step for step in node.walk(order="dfs_pre") if not step.layers]


def _replace(node: Model[Any, Any]) -> None:
    layers = [_weights(layer) for layer in node.layers]
    before = node._func  # noqa: SLF001 (thinc has no other way to change what a layer does and keep its name)

    def forward(model: Model[Any, Any], rows: Any, is_train: bool) -> Any:  # noqa: FBT001 (thinc's signature)
        if is_train:
            return before(model, rows, is_train)
        return _in_blocks(layers, rows), _no_training

    node._func = forward  # noqa: SLF001 (as above)


def _weights(layer: Model[Any, Any]) -> _Layer:
    _, maxout, normal, _ = _steps(layer)
    weights: Any = maxout.get_param("W")
    by_piece = weights.transpose(1, 0, 2).reshape(-1, weights.shape[2])
    bias: Any = maxout.get_param("b")
    return _Layer(
        np.ascontiguousarray(by_piece.T), bias.T.ravel(), normal.get_param("G"), normal.get_param("b")
    )


def _in_blocks(layers: list[_Layer], rows: Any) -> Any:
    """What the layers make of `rows`: each layer sees one token further on both sides."""
    result, around = np.empty_like(rows), len(layers)
    for start in range(0, len(rows), BLOCK):
        first = max(0, start - around)
        block = rows[first : start + BLOCK + around]
        for layer in layers:
            block = block + _layer(layer, block)
        result[start : start + BLOCK] = block[start - first : start - first + BLOCK]
    return result


def _layer(layer: _Layer, rows: Any) -> Any:
    count, width = rows.shape
    windows = np.zeros((count, 3 * width), dtype=rows.dtype)
    windows[1:, :width] = rows[:-1]
    windows[:, width : 2 * width] = rows
    windows[:-1, 2 * width :] = rows[1:]
    pieces = windows @ layer.weights
    pieces += layer.bias
    best = np.maximum(pieces[:, :width], pieces[:, width : 2 * width])
    np.maximum(best, pieces[:, 2 * width :], out=best)
    best -= best.mean(axis=1, keepdims=True)
    variance = np.einsum("ij,ij->i", best, best) / np.float32(width) + np.float32(1e-8)
    best /= np.sqrt(variance)[:, None]
    best *= layer.scale
    best += layer.shift
    return best


def _no_training(_: Any) -> Any:
    msg = "a prediction has nothing to train"
    raise RuntimeError(msg)
