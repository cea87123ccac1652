"""A tokenizer that cleans first, so that `nlp(raw)` may be given any text and still knows its raw offsets."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from spacy.language import Language
from spacy.tokenizer import Tokenizer
from spacy.tokens import Doc
from spacy.util import registry

from pipeline.clean import CleanText, clean
from pipeline.components.layout import layout_of, text_is

_RAW = "chronique_raw"
# “M.Sow”, “19%,Sow”, “agir!Afi”: the space after the mark is missing.
_UNSPACED = (
    r"(?:(?<=\bM)|(?<=\bMM)|(?<=\bMr)|(?<=\bDr)|(?<=\bPr)|(?<=\bMe)|(?<=\bMme)|(?<=\bMlle))\.(?=[A-ZÀ-Þ][a-zß-ÿ])"
    r"|(?<=[\w%)\]])[,;!?](?=[A-ZÀ-Þ][a-zß-ÿ])"
)
# “Mouhoun(UPM)”, “(ACAP)-Le préfet”, “l’[Institut”: a bracket with no space around; but “formateur(trice)s”.
_BRACKETS = (
    r"(?<=[^\W\d_])\((?=[A-ZÀ-Þ][^\W\d_])|(?<=['’])[(\[](?=[^\W\d_])"
    r"|(?<=[^\W\d_]{2})[)\]](?=[^\W\d_]{2}|[^\W\d_]['’]|[\-–—.,;:])|(?<=[)\]])[\-–—.,;:]+(?=[^\W\d_])"
)


class CleaningTokenizer:
    """Wraps a spaCy tokenizer: cleans the text, tokenizes, and keeps the map of offsets on the Doc.

    A mark without the space after it ends a token too. `tokens` counts what was given out, for metrics.
    """

    def __init__(self, tokenizer: Tokenizer) -> None:
        self.tokenizer = tokenizer
        infixes = tokenizer.infix_finditer.__self__.pattern
        tokenizer.infix_finditer = re.compile(f"{infixes}|{_UNSPACED}|{_BRACKETS}").finditer
        self.tokens = 0
        self._known: set[str] = set()
        self._seen: set[str] = set()

    def __call__(self, raw: str) -> Doc:
        """A Doc over the clean text of `raw`."""
        cleaned = clean(raw)
        self._learn(cleaned.text)
        doc: Doc = self.tokenizer(cleaned.text)
        text_is(doc, cleaned.text)
        self.tokens += len(doc)
        if cleaned.text != raw:
            doc.user_data[_RAW] = {"text": raw, "starts": cleaned.starts, "ends": cleaned.ends}
        return doc

    def _learn(self, text: str) -> None:
        """Has spaCy cut each word of `text` that was there before by itself, so that it keeps how it did.

        Within a text it keeps nothing behind the first special case (“M.”, “aujourd'hui”); in a memory zone, nothing.
        """
        most = self.tokenizer.max_cache_size
        if self.tokenizer.vocab.in_memory_zone or len(self._known) >= most:
            return
        new = set(text.split()) - self._known
        again = new & self._seen
        for word in again:
            self.tokenizer(word)
        self._known |= again
        if len(self._seen) >= most:
            self._seen.clear()
        self._seen |= new
        self._seen -= again

    def __getattr__(self, name: str) -> Any:
        """All else is the wrapped tokenizer's."""
        if name == "tokenizer":
            raise AttributeError(name)
        return getattr(self.tokenizer, name)

    def to_bytes(self, *, exclude: tuple[str, ...] = ()) -> bytes:
        """The wrapped tokenizer's state."""
        state: bytes = self.tokenizer.to_bytes(exclude=exclude)
        return state

    def from_bytes(self, data: bytes, *, exclude: tuple[str, ...] = ()) -> CleaningTokenizer:
        """Restores what `to_bytes` gave."""
        self.tokenizer.from_bytes(data, exclude=exclude)
        return self

    def to_disk(self, path: str | Path, *, exclude: tuple[str, ...] = ()) -> None:
        """Writes the wrapped tokenizer's state."""
        self.tokenizer.to_disk(path, exclude=exclude)

    def from_disk(self, path: str | Path, *, exclude: tuple[str, ...] = ()) -> CleaningTokenizer:
        """Restores what `to_disk` wrote."""
        self.tokenizer.from_disk(path, exclude=exclude)
        return self


@registry.tokenizers("chronique.CleaningTokenizer.v1")  # type: ignore[untyped-decorator]  # spaCy is untyped
def make_tokenizer() -> Callable[[Language], CleaningTokenizer]:
    """A tokenizer factory for a spaCy config: the language's own tokenizer behind the cleaning."""

    def create(nlp: Language) -> CleaningTokenizer:
        return CleaningTokenizer(registry.tokenizers.get("spacy.Tokenizer.v1")()(nlp))

    return create


def raw_text(doc: Doc) -> str:
    """The raw text that `doc` was made from."""
    raw = doc.user_data.get(_RAW)
    return raw["text"] if raw else layout_of(doc).text


def offsets(doc: Doc) -> CleanText:
    """The map from the character offsets of `doc` to those of its raw text."""
    raw = doc.user_data.get(_RAW)
    text = layout_of(doc).text
    return CleanText(text, raw["starts"], raw["ends"]) if raw else CleanText(text)


def tokens_read(nlp: Language) -> int:
    """How many tokens the pipeline has read so far; 0 without the cleaning tokenizer."""
    return getattr(nlp.tokenizer, "tokens", 0)
