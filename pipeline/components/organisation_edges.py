"""Where the name of an organisation or a place begins and ends inside what the model drew."""

from __future__ import annotations

from pipeline.components import institutions
from pipeline.components.names import Name, Names, has_letters, is_capitalised, stripped, word_class
from pipeline.components.person_names import is_ordinary


def trim(names: Names) -> None:
    """“L'ONU”, “Arise TV jeudi”, “Solidar - UFC”, “Agence)et Enabel”: the name only."""
    for name in names.labelled("ORG", "LOC", "MISC"):
        if names.folded(name.start) in word_class("event") and name.label != "LOC":
            names.remove(name)
            continue
        pieces = [_inner(names, start, end) for start, end in _pieces(names, name)]
        if pieces != [(name.start, name.end)]:
            names.remove(name)
            for start, end in pieces:
                names.add(start, end, name.label, name.rule)


def _inner(names: Names, start: int, end: int) -> tuple[int, int]:
    """`[start, end)` without an article before and what is no name after; “Le Monde” keeps its capital."""
    while start < end and names.folded(start) in word_class("before_name"):
        word = names.words[start]
        if word[0].isupper() and word[-1].isalpha() and not names.starts_sentence(start):
            break
        start += 1
    after = institutions.generic_at(names, start) if start < end else None
    if (
        after is not None
        and after < end
        and names.words[start].islower()
        and is_capitalised(names.words[after])
    ):
        start = after
    while end > start and _is_trailing(names, end - 1):
        end -= 1
    return stripped(names, start, end)


def _pieces(names: Names, name: Name) -> list[tuple[int, int]]:
    """The parts of `name` between line ends, unpaired brackets, and dashes with spaces around."""
    pieces: list[tuple[int, int]] = []
    start = name.start
    for token in range(name.start, name.end):
        word = names.words[token]
        loose = word in {"-", "–", "/"} and not names.glued(token)
        if any(ends(names, name, token) for ends in _ENDS):
            return [*pieces, (start, token)]
        if word.isspace() or loose or (word == ")" and "(" not in names.words[start:token]):
            pieces.append((start, token))
            start = token + 1
    return [*pieces, (start, name.end)]


def _supports(names: Names, name: Name, token: int) -> bool:
    """Whether another body's help begins at `token`: “Collège des éditeurs | et l'appui de la Banque du Sud”."""
    after = token + 2 if names.folded(token + 1) in word_class("article") else token + 1
    joins = names.folded(token) == "et" and token > name.start and after < name.end
    return joins and names.words[after].islower() and names.folded(after) in word_class("support")


def _verb_at(names: Names, name: Name, token: int) -> bool:
    """Whether a verb and its object begin at `token`: “ligue du Nord | recycle ses arbitres”."""
    object_follows = token + 1 < name.end and names.folded(token + 1) in word_class("possessive")
    verb = names.words[token].islower() and names.folded(token) not in word_class("linker")
    return token > name.start and object_follows and verb


def _benefits(names: Names, name: Name, token: int) -> bool:
    """Whether those for whom it acts follow: “ministère du Commerce | au profit de”, “Chambre X | en coordination”."""
    preposition = names.folded(token) in word_class("place_preposition") or names.words[token] in {
        "à",
        "l'",
        "l’",
    }
    after = token + 1 + (names.folded(token + 1) in word_class("article"))
    return preposition and name.start < token and after < name.end and _is_benefit(names, after)


def _is_benefit(names: Names, token: int) -> bool:
    return names.words[token].islower() and names.folded(token) in word_class("benefit")


def _others_at(names: Names, name: Name, token: int) -> bool:
    """Whether others follow: “Office de l'élevage | et les autorités locales”; but “pour la paix et le climat”."""
    joins = names.folded(token) == "et" and name.start < token < name.end - 2
    if not joins or not names.words[token + 2].islower():
        return False
    # “Commission nationale des Juges | et des formateurs”: what is joined to a name in capitals has one too.
    if names.folded(token + 1) == "des" and all(
        is_capitalised(names.words[at]) or names.folded(at) in word_class("linker")
        for at in range(name.start, token)
    ):
        return True
    if names.folded(token + 1) not in word_class("article"):
        return False
    return not any(names.folded(at) in word_class("for") for at in range(name.start, token))


def _count_at(names: Names, name: Name, token: int) -> bool:
    """Whether a number and what it counts follow: “Bureau de la Lecture | 6320 manuels”."""
    counts = names.words[token].isdigit() and name.start < token < name.end - 1
    return counts and names.words[token + 1].islower() and names.folded(token + 1) not in word_class("linker")


_ENDS = (_supports, _verb_at, _benefits, _others_at, _count_at)


def _is_trailing(names: Names, token: int) -> bool:
    word = names.words[token]
    return not has_letters(word) or (
        word.islower() and is_ordinary(word) and names.folded(token) not in word_class("after_name")
    )


def complete(names: Names) -> None:
    """“Alliance des femmes du | Burkina”: a name that ends in a preposition goes on, or ends before it."""
    for name in names.labelled("ORG", "MISC"):
        end = name.end
        if names.folded(end - 1) in word_class("after_name"):
            after = names.owner[end] if end < len(names.words) else None
            if after is not None and after.label != "PER" and not after.rule.startswith("people"):
                end = after.end
            else:
                while end > name.start and names.folded(end - 1) in word_class("after_name"):
                    end -= 1
            names.move(name, name.start, end, "organisations.complete")
