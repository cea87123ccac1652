"""What a training topic is called and which domain it belongs to: the lexicon of `models/topics/`.

Words are compared without inflection: plurals fold (`-s`, `-x`, `-aux` → `-al`), articles and contracted
prepositions fold (`gestion de l'eau` = `gestion d'eau`), as do case, apostrophes and hyphens. Accents count
in a name of one word (`maïs` is not `mais`), except on the capitals that the press leaves bare (`Energie`).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple, Self

from pipeline import resources, topic_files
from pipeline.lexicon import LexiconError
from pipeline.topic_files import TopicFile

_WORD = re.compile(r"[^\W_]+")
_DETERMINER = re.compile(r"^(?:(?:les?|la|une?|des|du)\s+|l')(?=\S)")
_EDGES = " \t\r\n«»“”\"'‘’.,;:?!…()[]–—"
# As they are after folding.
FUNCTION_WORDS = frozenset(
    {"a", "avec", "dan", "de", "en", "et", "ou", "par", "pour", "sou", "sur", "un", "une"}
)
_ARTICLES = frozenset({"l", "le", "la", "les"})
_PREPOSITIONS = {"d": "de", "du": "de", "des": "de", "à": "a", "au": "a", "aux": "a"}
_SHORTEST_PLURAL = 4
_LONGEST_PREPOSITION = 3
# Of two capitalised words (`Histoire Togo`), the second may be a name; three or more are a heading's style.
_SHORTEST_TITLE = 3
# In capitals, a longer word that no table knows is shouted (`ENTREPRENARIAT`), not an acronym.
_LONGEST_ACRONYM = 6


class Term(NamedTuple):
    """What a name stands for: its canonical form, as spelt in the lexicon, and its domain."""

    name: str
    domain: str


class Words(NamedTuple):
    """A phrase as it is compared: each word as written, and folded with and without accents."""

    written: list[str]
    accented: list[str]
    bare: list[str]

    def key(self, start: int = 0, end: int | None = None) -> str:
        """The words `[start, end)` as a dictionary key."""
        return " ".join(self.bare[start:end])

    def content(self) -> list[str]:
        """The folded words that are no function words."""
        return [word for word in self.bare if word not in FUNCTION_WORDS]


def words(phrase: str) -> Words:
    """The words of `phrase` for comparison; articles drop out."""
    written = _WORD.findall(phrase)
    written = [word for word in written if word.lower() not in _ARTICLES] or written
    folded = [_fold(word) for word in written]
    return Words(written, [accented for accented, _ in folded], [bare for _, bare in folded])


class Names:
    """Names found by their words: one dictionary look-up a candidate, however many names there are."""

    def __init__(self) -> None:
        self._phrases: dict[str, Term] = {}
        self._longest: dict[str, int] = {}
        self._words: dict[str, list[tuple[str, Term]]] = {}
        self._capitals: dict[str, tuple[str, Term]] = {}

    def add(self, form: Words, term: Term) -> None:
        """Takes `form` as a name of `term`, unless it already names something."""
        first, size = form.bare[0], len(form.bare)
        if size > 1:
            self._phrases.setdefault(form.key(), term)
            if size > self._longest.get(first, 0):
                self._longest[first] = size
        elif form.written[0].islower():
            self._words.setdefault(first, []).append((form.accented[0], term))
        else:
            self._capitals.setdefault(form.written[0].upper(), (form.written[0], term))

    def whole(self, phrase: Words) -> Term | None:
        """What the whole phrase names."""
        return self.word(phrase, 0) if len(phrase.written) == 1 else self._phrases.get(phrase.key())

    def word(self, phrase: Words, i: int) -> Term | None:
        """What the word at `i` names by itself; an acronym counts in capitals only, a name with a capital."""
        written = phrase.written[i]
        if written[0].isupper() and (found := self._capitalised(written)):
            return found
        for accented, term in self._words.get(phrase.bare[i], ()):
            same_rest = accented[1:] == phrase.accented[i][1:] and written[0].isupper()
            if accented == phrase.accented[i] or same_rest or written.isupper():
                return term
        return None

    def longest_phrase(self, phrase: Words) -> tuple[int, Term] | None:
        """The longest name of several words inside the phrase and its number of words; the first on a tie."""
        best: tuple[int, Term] | None = None
        for start, first in enumerate(phrase.bare):
            longest = min(self._longest.get(first, 0), len(phrase.bare) - start)
            for size in range(longest, best[0] if best else 1, -1):
                if term := self._phrases.get(phrase.key(start, start + size)):
                    best = (size, term)
                    break
        return best

    def first_word(self, phrase: Words) -> Term | None:
        """What the first word that is a name stands for.

        In a phrase all in capitals, `AVEC` between two words is the preposition: acronyms do not count there.
        """
        shouted = len(phrase.written) > 1 and all(word.isupper() for word in phrase.written)
        for i, written in enumerate(phrase.written):
            if shouted and 0 < i < len(phrase.written) - 1 and self._capitalised(written):
                continue
            if term := self.word(phrase, i):
                return term
        return None

    def _capitalised(self, written: str) -> Term | None:
        singular = written[:-1] if written[-1] == "s" and written[:-1].isupper() else written
        form, term = self._capitals.get(singular.upper(), ("", None))
        return term if singular.isupper() or not form.isupper() else None


class TopicLexicon:
    """The topics of training news by domain.

    Raises LexiconError (file, key, value, remedy) where two entries claim one name.
    """

    def __init__(self, files: Iterable[TopicFile]) -> None:
        self._files = tuple(files)
        self._terms, self._keywords = Names(), Names()
        self._vocabulary: set[str] = set(_ARTICLES)
        names: dict[str, str] = {}
        keywords: dict[str, str] = {}
        for file in self._files:
            for name, variants in file.terms.items():
                for form in (name, *variants):
                    _claim(names, form, f"{file.file}, {name!r}")
                    self._learn(self._terms, form, Term(name, file.domain))
            for keyword in file.keywords:
                _claim(keywords, keyword, f"{file.file}, keywords")
                self._learn(self._keywords, keyword, Term(keyword, file.domain))

    @classmethod
    def load(cls, folder: Path | None = None) -> Self:
        """The lexicon of `folder`, by default `models/topics/`; raises LexiconError for a malformed file."""
        folder = folder or resources.models() / "topics"
        return cls(topic_files.read(path) for path in sorted(folder.glob("*.toml")))

    @property
    def domains(self) -> tuple[str, ...]:
        """The labels of all domains."""
        return tuple(file.domain for file in self._files)

    def term(self, phrase: str) -> Term | None:
        """The entry that the whole `phrase` is a name or a variant of."""
        return self._terms.whole(words(_trimmed(phrase)))

    def normalise(self, phrase: str) -> str:
        """The canonical name of `phrase`: `e-commerce` → `commerce électronique`.

        A phrase that the lexicon does not list keeps its words, in lower case except acronyms and proper
        names, with straight apostrophes, and without quotes or a leading article.
        """
        trimmed = _trimmed(phrase)
        known = self._terms.whole(words(trimmed))
        return known.name if known else self._lowered(trimmed)

    def domain(self, phrase: str) -> str | None:
        """The domain of `phrase`, or None if nothing in it tells.

        Decides by the whole phrase as a name, else the longest name of several words inside it, else the
        longest keyword, else the first name of one word.
        """
        split = words(_trimmed(phrase))
        if not split.written:
            return None
        if whole := self._terms.whole(split):
            return whole.domain
        for names in (self._terms, self._keywords):
            if longest := names.longest_phrase(split):
                return longest[1].domain
        word = self._keywords.first_word(split) or self._terms.first_word(split)
        return word.domain if word else None

    def examples(self) -> list[tuple[str, str]]:
        """(domain, sentence in which each topic is marked `[surface]` or `[surface|normalised name]`)."""
        return [(file.domain, sentence) for file in self._files for sentence in file.examples]

    def counter_examples(self) -> list[tuple[str, str]]:
        """(domain, sentence in which nothing is taught)."""
        return [(file.domain, sentence) for file in self._files for sentence in file.counter_examples]

    def _learn(self, names: Names, form: str, term: Term) -> None:
        split = words(form)
        if not split.written:
            msg = f"{term.name!r} ({term.domain}): {form!r} has no letter or digit: remove it"
            raise LexiconError(msg)
        names.add(split, term)
        self._vocabulary.update(split.written)

    def _lowered(self, phrase: str) -> str:
        """`phrase` in lower case except acronyms and proper names."""
        found = _WORD.findall(phrase)
        content = [word for word in found if len(word) > _LONGEST_PREPOSITION]
        title_case = len(content) >= _SHORTEST_TITLE and all(word[0].isupper() for word in content)
        shouted = phrase.isupper() and (len(found) > 1 or len(phrase) > _LONGEST_ACRONYM)
        kept = (
            word if self._keeps_case(word, plain=title_case or i == 0, shouted=shouted) else word.lower()
            for i, word in enumerate(found)
        )
        return _WORD.sub(lambda _: next(kept), phrase)

    def _keeps_case(self, word: str, *, plain: bool, shouted: bool) -> bool:
        """Whether `word` is spelt with its capitals; `plain`: an initial says nothing where it stands."""
        if word.lower() in self._vocabulary:
            return word in self._vocabulary and not plain and not shouted
        if word in self._vocabulary:
            return True
        if word.isupper() and len(word) > 1:
            return len(word) <= _LONGEST_ACRONYM and not shouted
        return not plain or not word[1:].islower()


@cache
def lexicon() -> TopicLexicon:
    """The lexicon of `models/topics/`, read once."""
    return TopicLexicon.load()


def _claim(owners: dict[str, str], form: str, owner: str) -> None:
    known = owners.setdefault(form.lower(), owner)
    if known is not owner:
        msg = f"{owner}: {form!r} is already listed in {known}: keep one of the two"
        raise LexiconError(msg)


def _trimmed(phrase: str) -> str:
    return _DETERMINER.sub("", " ".join(phrase.strip(_EDGES).replace("’", "'").split()))


@lru_cache(maxsize=65536)
def _fold(word: str) -> tuple[str, str]:
    """`word` in the singular and in lower case, with and without accents."""
    lower = word.lower().replace("œ", "oe").replace("æ", "ae")
    lower = _PREPOSITIONS.get(lower, lower)
    if len(lower) > _SHORTEST_PLURAL and lower.endswith("aux") and lower[-4] not in "ey":
        lower = lower[:-2] + "l"
    elif len(lower) >= _SHORTEST_PLURAL and lower[-1] in "sx":
        lower = lower[:-1]
    if lower.isascii():
        return lower, lower
    letters = unicodedata.normalize("NFD", lower)
    return unicodedata.normalize("NFC", lower), "".join(c for c in letters if not unicodedata.combining(c))
