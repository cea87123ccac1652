"""Lists of names: the members of “Djibo, Sebba, Markoye et Arbinda” are of one kind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from pipeline import countries
from pipeline.components.acronyms import SHORT
from pipeline.components.names import Name, Names, is_upper, word_class

_MIN_MEMBERS = 3
_MAX_GAP = 5
_MAX_BRACKET = 12
_MODEL = ("people.model", "people.trim", "organisations.model")


def level(names: Names) -> None:
    """Gives the members of a list the label of most of them, or LOC after “venus de”, “localités de”.

    What a title, a full name or another rule has made what it is stays so; so do acronyms and countries.
    """
    for members in lists(names):
        label = "LOC" if _tells_places(names, members[0].start) else _majority(members)
        if label is None:
            continue
        for name in members:
            whose = (
                label == "PER" and name.label == "LOC" and names.folded(name.start - 1) in word_class("of")
            )
            if name.label != label and not whose and _is_open(names, name):
                name.label, name.rule = label, "organisations.list"


def lists(names: Names) -> Iterator[list[Name]]:
    """The lists of names of the text, of two members or more, each in text order."""
    members: list[Name] = []
    for name in names:
        if members and _next_member(names, members[-1].end) == name.start:
            members.append(name)
            continue
        if len(members) > 1:
            yield members
        # A name in brackets stands beside the list.
        if not (members and _is_bracketed(names, members[-1].end, name.start)):
            members = [name]
    if len(members) > 1:
        yield members


def _is_bracketed(names: Names, end: int, token: int) -> bool:
    return names.word(end) == "(" and ")" not in names.words[end:token] and token - end < _MAX_BRACKET


def _next_member(names: Names, token: int) -> int | None:
    """Where the next member of a list begins after a member that ends before `token`; None at its end."""
    if names.word(token) == "(":
        close = next((t for t in range(token, token + _MAX_BRACKET) if names.word(t) == ")"), None)
        if close is None:
            return None
        token = close + 1
    separated = False
    for at in range(token, min(token + _MAX_GAP, len(names.words))):
        if names.owner[at] is not None:
            return at if separated else None
        word = names.folded(at)
        if word in word_class("list_separator"):
            separated = True
        elif not separated or not (
            word in word_class("list_link") or word.strip(".").isdigit() or word == "."
        ):
            return None
    return None


def _tells_places(names: Names, start: int) -> bool:
    """Whether what stands before a list says that places follow."""
    token = start - 1
    while token > 0 and names.folded(token) in word_class("list_link"):
        token -= 1
    return token < start - 1 and names.folded(token) in word_class("before_places")


def _majority(members: list[Name]) -> str | None:
    """The label of more than half of three members or more."""
    if len(members) < _MIN_MEMBERS:
        return None
    ((label, count),) = Counter(name.label for name in members).most_common(1)
    return label if label != "MISC" and 2 * count > len(members) else None


def _is_open(names: Names, name: Name) -> bool:
    """Whether only the model says what `name` is."""
    word = names.words[name.start]
    return (
        name.rule in _MODEL
        and name.end - name.start == 1
        and not (is_upper(word) and SHORT.fullmatch(word))
        and not countries.is_country(word)
        and not countries.demonym(word)
    )
