"""The trained weights of `ner` in `models/ner`, given to the base model at loading."""

from __future__ import annotations

import warnings
from pathlib import Path

from spacy.language import Language

from pipeline import resources, weight_files


class UntrainedWarning(UserWarning):
    """Trained weights cannot be used; what the base model has by itself is used in their place."""


def use(nlp: Language, folder: Path | None = None) -> bool:
    """Puts the trained weights in `folder` (`models/ner`) into the `ner` of `nlp`; True if they are in use.

    They are used only if the manifest's SHA-256 is that of the file and its base is that of `nlp`.
    Otherwise warns with UntrainedWarning and leaves `nlp` as it is.
    """
    folder = folder or resources.models() / "ner"
    try:
        weights, _ = weight_files.read(nlp, folder)
    except (OSError, ValueError) as error:
        advice = f"the plain {nlp.meta['name']} finds fewer names; restore models/ner or run `make train`"
        warnings.warn(f"{error}: {advice}", UntrainedWarning, stacklevel=2)
        return False
    weight_files.put(nlp.get_pipe("ner"), weights)
    return True
