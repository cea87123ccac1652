"""What `ner` is trained on: our own marked articles, and the sets under `../shared` that allow training."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from itertools import pairwise
from pathlib import Path
from random import Random

from training.generate import Generator
from training.markup import MARK, Marked, articles, parse

# Set → what it is read from; other sets are for measuring only.
SHARED = {
    "press": ["sequoia_press.dev"],
    "wiki": ["sequoia_wiki.dev"],
    "europarl": ["sequoia_europarl.dev"],
    "newseye": ["newseye.dev", "newseye.test"],
}
_LINE = re.compile(r"\n")
_SENTENCE = re.compile(r"(?<=[a-zé»)][.!?]) +(?=[A-Z«—])")
# NewsEye takes some civilities into the name.
_CIVILITY = re.compile(r"^(?:MM?\.|Mmes?|Mlles?|Mes?|Dr|le|la|les) ?(?=[A-ZÉ])")


def own(folder: Path) -> list[str]:
    """The marked articles under `folder`, in a fixed order."""
    return [
        article
        for path in sorted(folder.glob("*.txt"))
        for article in articles(path.read_text(encoding="utf-8").splitlines())
    ]


def shared(folder: Path, name: str, keep: Callable[[int], bool] = lambda _: True) -> list[Marked]:
    """The sentences of the set `name` (a key of SHARED), of the documents whose index is to keep.

    Raises FileNotFoundError where the set is absent.
    """
    return [
        sentence
        for stem in SHARED[name]
        for index, line in enumerate((folder / f"{stem}.jsonl").read_text(encoding="utf-8").splitlines())
        if keep(index)
        for sentence in sentences(json.loads(line), scanned=name == "newseye")
    ]


def sentences(record: dict[str, object], *, scanned: bool) -> list[Marked]:
    """The lines of a record `{"text", "entities"}`; of a scanned page the sentences whose names are whole."""
    text = str(record["text"])
    entities = record["entities"]
    assert isinstance(entities, list)  # noqa: S101 (narrows the JSON type)
    spans = sorted((e["start"], e["end"], e["label"]) for e in entities)
    ends = [match.end() for match in (_SENTENCE if scanned else _LINE).finditer(text)]
    found = []
    for start, end in zip([0, *ends], [*ends, len(text)], strict=True):
        if any(s < edge < e for s, e, _ in spans for edge in (start, end)):
            continue
        inside = [(s - start, e - start, label) for s, e, label in spans if start <= s and e <= end]
        line = Marked(text[start:end].rstrip(), inside)
        sentence = _whole_names(line) if scanned else line
        if sentence and sentence.text:
            found.append(sentence)
    return found


def _whole_names(sentence: Marked) -> Marked | None:
    """`sentence` without civilities in its names; None if the scan has split or joined one."""
    spans = []
    for start, end, label in sentence.spans:
        name = start
        while label == "PER" and (match := _CIVILITY.match(sentence.text[name:end])):
            name += match.end()
        if label == "PER" and (
            "," in sentence.text[name:end] or not sentence.text[name : name + 1].isupper()
        ):
            return None
        spans.append((name, end, label))
    for before, after in pairwise(spans):
        if after[0] - before[1] <= 1 and before[2] == after[2]:
            return None
    return Marked(sentence.text, spans)


def grouped(sentences: Iterable[Marked], random: Random, most: int) -> list[Marked]:
    """The sentences in texts of one to `most`, on one line or on a line each."""
    remaining = list(sentences)
    texts = []
    while remaining:
        count = random.randint(1, most)
        texts.append(_joined(remaining[:count], random.choice(["\n", " "])))
        del remaining[:count]
    return texts


def _joined(sentences: list[Marked], separator: str) -> Marked:
    text, spans = "", []
    for sentence in sentences:
        text += separator if text else ""
        spans += [(start + len(text), end + len(text), label) for start, end, label in sentence.spans]
        text += sentence.text
    return Marked(text, spans)


def renamed(article: str, generator: Generator) -> list[Marked]:
    """The paragraphs of a marked article; most persons and acronyms, and the known towns, are renamed."""
    names: dict[tuple[str, str], str] = {}
    towns = set(generator.words["town"])

    def new_name(name: str, label: str) -> str:
        if label == "PER" and generator.random.random() < 0.6:  # noqa: PLR2004 (share of new names)
            return generator.person() if " " in name else generator.surname()
        if label == "ORG" and re.fullmatch(r"[A-Z]{3,6}", name):
            return _same_start(name, generator.acronym("AEIOU" if name[0] in "AEIOUH" else ""))
        if label == "LOC" and name in towns:
            return _same_start(name, generator.choice("town"))
        return name

    def mark(match: re.Match[str]) -> str:
        key = (match[1], match[2])
        if key not in names:
            names[key] = new_name(*key)
        return f"[{names[key]}|{match[2]}]"

    return [parse(paragraph) for paragraph in MARK.sub(mark, article).split("\n")]


def _same_start(name: str, new: str) -> str:
    """`new`, if the article before `name` (le, l’) suits it too, else `name`."""
    vowels = "AEIOUÉÎH"
    return new if (name[0] in vowels) == (new[0] in vowels) and not new.startswith("Le") else name


def own_groups(marked: list[str], random: Random) -> list[Marked]:
    """The paragraphs of our own articles, half of the articles shuffled, in groups."""
    groups = []
    for article in marked:
        paragraphs = [parse(paragraph) for paragraph in article.split("\n")]
        if random.random() < 0.5:  # noqa: PLR2004 (half)
            random.shuffle(paragraphs)
        groups += grouped(paragraphs, random, 4)
    return groups
