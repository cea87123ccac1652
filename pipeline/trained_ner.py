"""The trained weights of `ner` in `models/ner`: written by training, given to the base model at loading."""

from __future__ import annotations

import hashlib
import io
import json
import warnings
from pathlib import Path
from typing import Any

import numpy as np
from spacy.language import Language
from thinc.api import Model

from pipeline import resources

WEIGHTS = "weights.npz"
MANIFEST = "manifest.json"


class UntrainedWarning(UserWarning):
    """The trained `ner` cannot be used; the base model's own is used in its place."""


def use(nlp: Language, folder: Path | None = None) -> bool:
    """Puts the trained weights in `folder` (`models/ner`) into the `ner` of `nlp`; True if they are in use.

    They are used only if the manifest's SHA-256 is that of the file and its base is that of `nlp`.
    Otherwise warns with UntrainedWarning and leaves `nlp` as it is.
    """
    folder = folder or resources.models() / "ner"
    try:
        weights = _read(nlp, folder)
    except (OSError, ValueError) as error:
        advice = f"the plain {nlp.meta['name']} finds fewer names; restore models/ner or run `make train`"
        warnings.warn(f"{error}: {advice}", UntrainedWarning, stacklevel=2)
        return False
    put(nlp, weights)
    return True


def put(nlp: Language, weights: list[Any]) -> None:
    """Gives the `ner` of `nlp` these weights, as `weights_of` gives them."""
    for (node, name), array in zip(_parameters(nlp), weights, strict=True):
        node.set_param(name, array.copy())


def weights_of(nlp: Language) -> list[Any]:
    """The weights of the `ner` of `nlp`: float32 arrays, in the order of the network's layers."""
    return [np.array(node.get_param(name)) for node, name in _parameters(nlp)]


def write(nlp: Language, weights: list[Any], folder: Path) -> None:
    """Writes `weights` as half-precision numbers, and the manifest that `use` checks, into `folder`."""
    buffer = io.BytesIO()
    halves = {f"{index:02d}": array.astype(np.float16) for index, array in enumerate(weights)}
    np.savez_compressed(buffer, **halves)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / WEIGHTS).write_bytes(buffer.getvalue())
    manifest = {**_base(nlp), "sha256": hashlib.sha256(buffer.getvalue()).hexdigest()}
    (folder / MANIFEST).write_text(json.dumps(manifest, indent=1) + "\n", encoding="utf-8")


def _read(nlp: Language, folder: Path) -> list[Any]:
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
        return [arrays[name].astype(np.float32) for name in sorted(arrays)]


def _base(nlp: Language) -> dict[str, str]:
    return {"base": f"{nlp.lang}_{nlp.meta['name']}", "version": nlp.meta["version"]}


def _parameters(nlp: Language) -> list[tuple[Model[Any, Any], str]]:
    ner: Any = nlp.get_pipe("ner")
    model: Model[Any, Any] = ner.model
    return [(node, name) for node in model.walk() for name in node.param_names if node.has_param(name)]
