"""Checks `models/topics/*.toml`: structure, names listed twice, keywords without effect, names in examples."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from pipeline import lexicon, topic_files
from pipeline.lexicon import LexiconError
from pipeline.topic_files import TopicFile
from pipeline.topics import TopicLexicon


def problems(folder: Path) -> Iterator[str]:
    """What is wrong with the domains of a `models` folder."""
    files = []
    for path in sorted((folder / "topics").glob("*.toml")):
        wrong = topic_files.problems(path)
        yield from (f"topics/{problem}" for problem in wrong)
        if not wrong:
            files.append(topic_files.read(path))
    yield from _repeated_domains(files)
    try:
        known = TopicLexicon(files)
    except LexiconError as error:
        yield f"topics/{error}"
        return
    for file in files:
        text = (folder / "topics" / file.file).read_text(encoding="utf-8")
        for key, problem in (*_shadowed(file, known), *_misnamed(file, known)):
            yield f"topics/{file.file}, line {lexicon.line_of(text, key)}: {problem}"


def _repeated_domains(files: Iterable[TopicFile]) -> Iterator[str]:
    first: dict[str, str] = {}
    for file in files:
        known = first.setdefault(file.domain, file.file)
        if known != file.file:
            yield f"topics/{file.file}: domain {file.domain!r} is that of {known}: join the two files"


def _shadowed(file: TopicFile, known: TopicLexicon) -> Iterator[tuple[str, str]]:
    """Keywords that a name of another domain hides."""
    for keyword in file.keywords:
        term = known.term(keyword)
        if term and term.domain != file.domain:
            yield (
                keyword,
                f"keyword {keyword!r} never counts: it is a name in {term.domain!r}, which goes first",
            )


def _misnamed(file: TopicFile, known: TopicLexicon) -> Iterator[tuple[str, str]]:
    """Topics of examples that the lexicon calls otherwise."""
    for sentence in file.examples:
        for surface, name in topic_files.marks(sentence):
            given = known.normalise(surface)
            if given != name and (name or given.lower() != surface.lower()):
                yield sentence, f"example {surface!r}: its name is {given!r}, write [{surface}|{given}]"
