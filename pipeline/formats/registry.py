"""The formats by name, and which one a path holds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

from pipeline.formats import chronique
from pipeline.formats.errors import FormatError, Losses
from pipeline.formats.opening import plain_name
from pipeline.records import Document

Read = Callable[[Path, Losses], Iterator[Document]]


@dataclass(frozen=True, slots=True)
class Format:
    """A format: the name for options, the name for people, its module, suffixes, and the layers it holds."""

    name: str
    title: str
    module: str
    suffixes: tuple[str, ...] = ()
    layers: tuple[str, ...] = ("entities", "events")
    folder: bool = False

    def read(self, path: Path, losses: Losses) -> Iterator[Document]:
        """The documents of `path`; raises FormatError."""
        read: Read = import_module(self.module).read
        return read(path, losses)

    def save(self, documents: Iterable[Document], path: Path, losses: Losses, **options: Any) -> None:
        """Writes documents to `path`, a folder for formats of one file a document.

        A file is there whole or not at all, and may be the one that is read from.
        """
        write: Callable[..., None] = import_module(self.module).write
        if self.name == "bilou":
            write = partial(write, bilou=True)
        if self.folder:
            write(documents, path, losses, **options)
            return
        part = path.with_name(f".{path.name}.part")
        try:
            write(documents, part, losses, **options)
            part.replace(path)
        except UnicodeEncodeError as error:
            msg = f"a text holds {error.object[error.start]!r}, half a character, which no file can hold"
            raise FormatError(msg) from None
        finally:
            part.unlink(missing_ok=True)


_PLAIN = ("entities",)
FORMATS = {
    each.name: each
    for each in (
        Format("chronique", "our records", "pipeline.formats.chronique", (".jsonl", ".ndjson")),
        Format("brat", "brat", "pipeline.formats.brat", (".ann",), folder=True),
        Format("conll", "CoNLL", "pipeline.formats.conll", (".conll", ".iob", ".iob2", ".bio"), _PLAIN),
        Format("bilou", "CoNLL", "pipeline.formats.conll", (".bilou",), _PLAIN),
        Format("docbin", "DocBin", "pipeline.formats.docbin", (".spacy",)),
        Format("labelstudio", "Label Studio", "pipeline.formats.labelstudio", (".json",)),
        Format("doccano", "doccano", "pipeline.formats.doccano"),
        Format("prodigy", "Prodigy", "pipeline.formats.prodigy"),
        Format("timeml", "TimeML", "pipeline.formats.timeml", (".tml",), _PLAIN, folder=True),
    )
}


def named(name: str) -> Format:
    """The format called `name`; raises FormatError."""
    if name not in FORMATS:
        msg = f"there is no format {name!r}; there are {', '.join(FORMATS)}"
        raise FormatError(msg)
    return FORMATS[name]


def of_input(path: Path) -> Format:
    """The format of a file or folder that exists, by suffix and, for JSON Lines, by its first line."""
    if path.is_dir():
        for name in ("brat", "timeml"):
            if next(path.rglob(f"*{FORMATS[name].suffixes[0]}"), None):
                return FORMATS[name]
        msg = f"{path} holds neither .ann nor .tml files; give a file, or name the format"
        raise FormatError(msg)
    found = _by_suffix(plain_name(path))
    if found.name != "chronique":
        return found
    first: Any = next((raw for _, raw in chronique.lines(path)), {})
    return FORMATS[_dialect(first if isinstance(first, dict) else {})]


def of_output(path: Path) -> Format:
    """The format that a path to be written asks for by its suffix; raises FormatError."""
    return _by_suffix(path)


def _by_suffix(path: Path) -> Format:
    for each in FORMATS.values():
        if path.suffix in each.suffixes:
            return each
    known = ", ".join(suffix for each in FORMATS.values() for suffix in each.suffixes)
    msg = (
        f"{path}: the format cannot be told from the suffix {path.suffix!r} (known: {known}); name the format"
    )
    raise FormatError(msg)


def _dialect(first: dict[str, Any]) -> str:
    """Whose JSON Lines these are, by the keys of the first object."""
    if "schema" in first:
        return "chronique"
    if "_input_hash" in first or "tokens" in first or "spans" in first or "answer" in first:
        return "prodigy"
    entities = first.get("entities")
    offsets = isinstance(entities, list) and entities and "start_offset" in entities[0]
    return (
        "doccano" if offsets or "label" in first or "labels" in first or "Comments" in first else "chronique"
    )
