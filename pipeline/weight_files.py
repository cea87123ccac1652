"""Weights of a network as a file beside a manifest that says what they belong to."""

from __future__ import annotations

import hashlib
import io
import json
from pathlib import Path
from typing import Any

import numpy as np
from spacy.language import Language
from thinc.api import Model

WEIGHTS = "weights.npz"
MANIFEST = "manifest.json"


def put(component: Any, weights: list[Any]) -> None:
    """Gives the network of a pipeline component these weights, as `weights_of` gives them."""
    for (node, name), array in zip(_parameters(component), weights, strict=True):
        node.set_param(name, array.copy())


def weights_of(component: Any) -> list[Any]:
    """The weights of the network of a component: float32 arrays, in the order of the network's layers."""
    return [np.array(node.get_param(name)) for node, name in _parameters(component)]


def write(nlp: Language, weights: list[Any], folder: Path, **told: Any) -> None:
    """Writes `weights` as half-precision numbers into `folder`, with a manifest of their base model.

    `told` are further entries of the manifest, JSON values.
    """
    buffer = io.BytesIO()
    halves = {f"{index:02d}": array.astype(np.float16) for index, array in enumerate(weights)}
    np.savez_compressed(buffer, **halves)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / WEIGHTS).write_bytes(buffer.getvalue())
    manifest = {**_base(nlp), **told, "sha256": hashlib.sha256(buffer.getvalue()).hexdigest()}
    (folder / MANIFEST).write_text(json.dumps(manifest, indent=1) + "\n", encoding="utf-8")


def read(nlp: Language, folder: Path) -> tuple[list[Any], dict[str, Any]]:
    """The weights in `folder` as float32 arrays, and their manifest.

    Raises OSError or ValueError unless the manifest's SHA-256 is that of the file and its base is that of `nlp`.
    """
    manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    base = _base(nlp)
    if not isinstance(manifest, dict) or not manifest.keys() >= {"sha256", *base}:
        msg = f"{folder / MANIFEST} is no manifest of weights"
        raise ValueError(msg)
    data = (folder / WEIGHTS).read_bytes()
    if hashlib.sha256(data).hexdigest() != manifest["sha256"]:
        msg = f"{folder / WEIGHTS} has not the SHA-256 of its manifest"
        raise ValueError(msg)
    trained = {key: manifest[key] for key in base}
    if trained != base:
        names = [" ".join(map(str, each.values())) for each in (trained, base)]
        msg = f"{folder / WEIGHTS} was trained from {names[0]}, not {names[1]}"
        raise ValueError(msg)
    with np.load(io.BytesIO(data), allow_pickle=False) as arrays:
        return [arrays[name].astype(np.float32) for name in sorted(arrays)], manifest


def _base(nlp: Language) -> dict[str, str]:
    return {"base": f"{nlp.lang}_{nlp.meta['name']}", "version": nlp.meta["version"]}


def _parameters(component: Any) -> list[tuple[Model[Any, Any], str]]:
    model: Model[Any, Any] = component.model
    return [(node, name) for node in model.walk() for name in node.param_names if node.has_param(name)]
