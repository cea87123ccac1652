"""Who “nous” is: the body that owns the page, or in whose name somebody speaks or signs."""

from __future__ import annotations

from pipeline.assembly.slots import Slot
from pipeline.assembly.view import Sentence, View

# A signature stands in the last so many sentences, and has at most so many words.
_SIGNATURE = 3
_SIGNED = 12


def speaker(view: View, sentence: Sentence) -> list[Slot]:
    """The body that says “nous” in `sentence`: of whoever is quoted there, else the page's own.

    A page's own body is named in its title or its first lines (“ONG X – Échos du terrain”), or in the signature at
    its end (“Odile Brossard, pour X”).
    """
    quoted = _named_in(view, sentence) if "»" in view.text(sentence.start, sentence.end) else []
    return quoted[:1] or _owner(view)


def _owner(view: View) -> list[Slot]:
    """The body in the first line, or in the last lines."""
    last = view.sentences[-_SIGNATURE:]
    lines = [view.sentences[0], *(s for s in reversed(last) if _short(view, s))]
    return next((found[:1] for line in lines if (found := _named_in(view, line))), [])


def _short(view: View, sentence: Sentence) -> bool:
    """Whether a sentence is a signature: few words and no full stop."""
    full_stop = view.words[sentence.end - 1] in {".", "!", "?", "…", "»"}
    return not full_stop and sentence.end - sentence.start <= _SIGNED


def _named_in(view: View, sentence: Sentence) -> list[Slot]:
    """The bodies named in a sentence."""
    mentions = (view.mention_at.get(i) for i in range(sentence.start, sentence.end))
    found = {m.start: m for m in mentions if m is not None and m.label_ == "ORG"}
    return [Slot(m.start, m.end, "ORG", "") for m in found.values()]
