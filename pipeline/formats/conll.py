"""CoNLL columns, a token and its tag a line: IOB2 and BILOU out; IOB1, IOB2, BILOU and BIOES in.

A document begins with `-DOCSTART-`; our own comments `# id` and `# text` (JSON strings) keep the id and the
exact text. Without them the document is numbered, tokens are joined by spaces and sentences by line ends.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import TextIO

from pipeline.formats.errors import FormatError, Losses
from pipeline.formats.graph import label_of
from pipeline.formats.opening import opened_text, plain_name
from pipeline.formats.tokens import Labelled, lost_records, mentions, tokens
from pipeline.records import LABELS, Document, Entity, Mention

_START = "-DOCSTART-"
_TAG = re.compile(r"(?:([BILOUESM])-(\S+)|O)$")
_COMMENT = re.compile(r"# (id|text) = (.*)$")
# Every scheme's letters for a token that begins a mention, or ends one.
_BEGINS, _ENDS = frozenset("BUS"), frozenset("LUES")


def read(path: Path, losses: Losses) -> Iterator[Document]:
    """The documents of a file, streaming; raises FormatError for a line without a tag."""
    stem = plain_name(path).stem
    block = _Block(stem, 1)
    with opened_text(path) as file:
        try:
            for number, line in enumerate(file, 1):
                if line.startswith(_START):
                    yield from block.documents(losses)
                    block = _Block(stem, block.number + (not block.empty))
                else:
                    block.read(line.rstrip("\r\n"), f"{path}, line {number}")
        except UnicodeDecodeError as error:
            msg = f"{path}: not UTF-8 ({error.reason}); save it as UTF-8"
            raise FormatError(msg) from None
    yield from block.documents(losses)


def write(documents: Iterable[Document], path: Path, losses: Losses, *, bilou: bool = False) -> None:
    """Writes tokens with IOB2 tags, or BILOU ones; a blank line ends a sentence, here a line of the text."""
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for document in documents:
            lost_records(document, losses, "title", "published", "url", "meta")
            _write(document, file, mentions(document, losses), bilou=bilou)


def _write(document: Document, file: TextIO, found: list[Labelled], *, bilou: bool) -> None:
    file.write(f"{_START}\tO\n# id = {json.dumps(document.id)}\n# text = {json.dumps(document.text)}\n\n")
    tags = _bilou if bilou else _iob2
    inside: dict[int, Labelled] = {}
    places = tokens(document.text, (edge for m in found for edge in m[:2]))
    by_start = {place[0]: n for n, place in enumerate(places)}
    names = ["O"] * len(places)
    for mention in found:
        first = by_start[mention.start]
        last = first
        while places[last][1] < mention.end:
            last += 1
        names[first : last + 1] = tags(mention.label, last + 1 - first)
        inside.update(dict.fromkeys(range(first, last), mention))
    for n, (start, end) in enumerate(places):
        file.write(f"{document.text[start:end]}\t{names[n]}\n")
        following = places[n + 1][0] if n + 1 < len(places) else end
        if n not in inside and "\n" in document.text[end:following]:
            file.write("\n")
    file.write("\n")


def _iob2(label: str, length: int) -> list[str]:
    return [f"B-{label}", *[f"I-{label}"] * (length - 1)]


def _bilou(label: str, length: int) -> list[str]:
    if length == 1:
        return [f"U-{label}"]
    return [f"B-{label}", *[f"I-{label}"] * (length - 2), f"L-{label}"]


class _Block:
    """The lines of one document."""

    def __init__(self, stem: str, number: int) -> None:
        self.number, self.id, self.text = number, f"{stem}-{number}", ""
        self.empty = True
        self.sentences: list[list[tuple[str, str]]] = [[]]
        self._where = ""

    def read(self, line: str, where: str) -> None:
        """Takes in one line."""
        self._where = where
        comment = _COMMENT.match(line)
        columns = line.split("\t") if "\t" in line else line.split()
        tagged = len(columns) > 1 and _TAG.match(columns[-1])
        if comment:
            self.empty = False
            setattr(self, comment[1], _string(comment[2]))
        elif tagged:
            self.empty = False
            self.sentences[-1].append((columns[0], columns[-1]))
        elif not columns:
            self.sentences.append([])
        elif not line.startswith("# "):
            msg = f"{where}: {line[:60]!r} is not a token and a tag such as B-PER, I-PER or O"
            raise FormatError(msg)

    def documents(self, losses: Losses) -> Iterator[Document]:
        """The document, if there is any."""
        sentences = [sentence for sentence in self.sentences if sentence]
        if self.empty:
            return
        text = self.text or "\n".join(" ".join(token for token, _ in sentence) for sentence in sentences)
        places = self._places(text, [token for sentence in sentences for token, _ in sentence])
        tags = [tag for sentence in sentences for _, tag in sentence]
        yield Document(id=self.id, text=text, entities=list(_entities(text, places, tags, losses)))

    def _places(self, text: str, words: list[str]) -> list[tuple[int, int]]:
        places, at = [], 0
        for word in words:
            start = text.find(word, at)
            if start < 0 or text[at:start].strip():
                msg = f"document {self.id!r}, up to {self._where}: {word!r} does not follow in its `# text`"
                raise FormatError(msg)
            at = start + len(word)
            places.append((start, at))
        return places


def _entities(text: str, places: list[tuple[int, int]], tags: list[str], losses: Losses) -> Iterator[Entity]:
    numbers = dict.fromkeys(LABELS, 0)
    for first, last, name in _chunks(tags):
        start, end = places[first][0], places[last][1]
        label = next((known for known in LABELS if known == label_of(name.upper())), None)
        if label is None:
            losses.add(f"mentions labelled {name}")
            continue
        numbers[label] += 1
        mention = Mention(text=text[start:end], start=start, end=end)
        yield Entity(id=f"{label}-{numbers[label]}", label=label, name=mention.text, mentions=[mention])


def _chunks(tags: list[str]) -> Iterator[tuple[int, int, str]]:
    """First and last token and the label of each mention, whichever the scheme."""
    first = None
    for n, (tag, following) in enumerate(pairwise([*tags, "O"])):
        if tag == "O":
            continue
        first = n if first is None else first
        ends = tag[0] in _ENDS or following == "O" or following[0] in _BEGINS or following[2:] != tag[2:]
        if ends:
            yield first, n, tag[2:]
            first = None


def _string(value: str) -> str:
    """A JSON string, or the words as they stand in files that are not ours."""
    try:
        parsed = json.loads(value)
    except json.JSONDecodeError:
        return value
    return parsed if isinstance(parsed, str) else value
