"""The layers of a pipeline's networks, one by one, for whatever makes them predict faster."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from spacy.language import Language
from thinc.api import Model


def nodes(nlp: Language) -> Iterator[tuple[str, Model[Any, Any]]]:
    """The layers of the networks of `nlp`, each with the name of its component."""
    for name in nlp.pipe_names:
        model = getattr(nlp.get_pipe(name), "model", None)
        if isinstance(model, Model):
            yield from ((name, node) for node in model.walk())
