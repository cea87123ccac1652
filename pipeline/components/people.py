"""`chronique_people`: persons, refined from the base model's entities."""

from __future__ import annotations

import re
from collections.abc import Callable

from spacy.language import Language
from spacy.tokens import Doc, Span

from pipeline import countries
from pipeline.components import spans
from pipeline.components.names import (
    Name,
    Names,
    from_entities,
    is_capitalised,
    is_upper,
    occurrences,
    repeat_in_headings,
    stripped,
    word_class,
)
from pipeline.components.person_names import (
    is_ordinary,
    is_part,
    is_particle,
    name_end,
    opens_name,
    sounds_ordinary,
)
from pipeline.components.titles import first_words, skip_titles, title_at
from pipeline.countries import fold

_MIN_SURNAME = 3
_WITH_TITLE = 2
_INITIAL = re.compile(r"[A-Z]\.")
_ROMAN = re.compile("[IVX]+")


@Language.factory("chronique_people", requires=["doc.ents"], assigns=["doc.spans"])
def make_people(nlp: Language, name: str) -> People:  # noqa: ARG001 (spaCy's signature)
    """Sets PER mentions in `doc.spans["chronique"]`.

    Settings: none. Works on the entities of any pipeline before it, or on none:

    >>> import spacy
    >>> nlp = spacy.blank("fr")
    >>> people = nlp.add_pipe("chronique_people")
    >>> doc = nlp("Selon Mme Afi Mensah, tout est prêt.")
    >>> [(span.text, span.label_) for span in doc.spans["chronique"]]
    [('Afi Mensah', 'PER')]
    """
    return People()


class People:
    """Finds named persons."""

    def match(self, doc: Doc) -> list[Span]:
        """The PER mentions of `doc`."""
        names = from_entities(doc, "people.model")
        for layer in LAYERS:
            layer(names)
        return names.spans("PER")

    def __call__(self, doc: Doc) -> Doc:
        """Writes what `match` finds."""
        spans.write(doc, self.match(doc), "PER")
        return doc


def _split(names: Names) -> None:
    """“Ayi et Kossi”, “Chantal - Rose”: two persons in one entity."""
    for name in names.labelled("PER", "MISC"):
        for token in range(name.start + 1, name.end - 1):
            loose = not (names.glued(token) and names.glued(token + 1))
            joined = names.words[token] in {"-", "–", "/"} and loose
            if (joined or (names.words[token] == "et" and name.label == "PER")) and is_capitalised(
                names.words[token + 1]
            ):
                names.remove(name)
                names.add(name.start, token, name.label, name.rule)
                names.add(token + 1, name.end, name.label, name.rule)
                break


def _trim(names: Names) -> None:
    """“M. Koffi Mensah”, “président Ali”, “Yawa Agbo, 17”: the name's tokens only."""
    for name in names.labelled("PER"):
        start = skip_titles(names, name.start, name.end)
        titled = start > name.start
        if titled and start < name.end and names.folded(start) in word_class("of"):
            names.add(start + 1, name.end, "MISC", "people.function")
            continue
        # “Pasteur Élie Kambou”: “Pasteur” is a family name too, but before a given name and one.
        if name.end - start > _WITH_TITLE and names.folded(start) in word_class("religious"):
            start += 1
        while start < name.end and not titled and not _may_open(names.words[start]):
            start = max(skip_titles(names, start + 1, name.end), start + 1)
        end = name.end
        while end > start and not is_capitalised(names.words[end - 1]):
            end -= 1
        end = next((token for token in range(start + 1, end) if _ends(names, start, token)), end)
        start, end = stripped(names, start, end)
        if names.word(end - 1).endswith(("'", "’")) and names.glued(end):
            end += 1
        names.move(name, start, end, "people.trim")


def _ends(names: Names, start: int, token: int) -> bool:
    """Whether the name from `start` ends before `token`: a title, a verb, “de” and a place."""
    word, after = names.words[token], names.word(token + 1)
    if word.isspace():
        return True
    # “Moutari | Elhadji | Saley”, “Awa Sow | épouse | Diop”.
    inside = names.folded(token) in word_class("pilgrim") or is_particle(word)
    if inside and after and is_capitalised(after):
        return False
    if title_at(names, token) and not is_upper(word) and not _INITIAL.fullmatch(word):
        return True
    if names.folded(token) in word_class("of"):
        full = token - start > 1 and not _ROMAN.fullmatch(names.words[token - 1])
        return full and bool(after) and (is_upper(after) or bool(countries.countries_of(after)))
    glued = names.glued(token) or names.words[token - 1] in {"-", "‑"}
    return word.islower() and word.isalpha() and not glued and not is_particle(word)


def _may_open(word: str) -> bool:
    if fold(word) in word_class("elided"):
        return False
    return is_capitalised(word) and (not is_ordinary(word) or opens_name(word) or is_upper(word))


def _drop(names: Names) -> None:
    """“l'Ambassade”, “Rappelons”, “au Rwanda”: no person."""
    for name in names.labelled("PER"):
        first, single = names.words[name.start], name.end - name.start == 1
        before = names.folded(name.start - 1)
        opens = names.starts_sentence(name.start)
        heads_phrase = opens and names.folded(name.end) in word_class("determiner")
        initials = all(map(_INITIAL.fullmatch, names.words[name.start : name.end]))
        ordinary = is_ordinary(first) or heads_phrase or (opens and sounds_ordinary(first))
        if initials or (single and (ordinary or len(first) == 1)):
            names.remove(name)
        elif (
            before in word_class("place_preposition")
            or (single and countries.countries_of(first))
            or countries.is_country(names.text(name.start, name.end))
        ):
            names.add(name.start, name.end, "LOC", "people.place")
        elif before in word_class("no_person_after") and names.owner[name.start - 1] is None:
            name.label = "MISC"


def _after_title(names: Names) -> None:
    """“Me Tapo”, “le général Assogba”, “la députée Ama Lawson”: a name follows its title."""
    after = 0
    for token in names.beginning(first_words()):
        title = title_at(names, token) if token >= after else None
        if title is None:
            continue
        kind, start = title
        after = start
        if start >= len(names.words) or names.words[start].isspace() or start in names.loud:
            continue
        end = name_end(names, start)
        if end == start or not _named_by_title(names, kind.kind, start, end):
            continue
        owner = names.owner[start]
        if owner is not None and _holds_title(owner, kind.kind, start, end):
            continue
        names.add(start, end, "PER", "people.title")
        after = end


def _holds_title(owner: Name, kind: str, start: int, end: int) -> bool:
    """Whether the name at `start` is right as it is: “Russell M. Nelson”, “General Electric”, or known."""
    if owner.label == "PER":
        return owner.end >= end
    return owner.label == "ORG" and kind != "civility" and owner.start < start


def _named_by_title(names: Names, kind: str, start: int, end: int) -> bool:
    """Whether the capitalised words after a title of `kind` are a person's name."""
    word, single = names.words[start], end - start == 1
    if single and (names.folded(start) in word_class("function_adjective") or countries.demonym(word)):
        return False
    if kind in {"civility", "rank"}:
        return True
    if single and (countries.countries_of(word) or is_upper(word)):
        return False
    owner = names.owner[start]
    if owner is not None and owner.label == "ORG":
        return not any(map(is_upper, names.words[start:end]))
    return owner is None or owner.label != "LOC" or owner.end == end


def _extend(names: Names) -> None:
    """“Ousmane | SONKO”, “Renaud Van | Ruymbeke”, “Seidou Mbombo | Njoya”: the whole name."""
    for name in names.labelled("PER"):
        if names.owner[name.start] is not name:
            continue
        start, end = name.start, max(name_end(names, name.start), name.end)
        for token in range(name.end, end):
            other = names.owner[token]
            if other is not None and other.label in {"ORG", "LOC"} and not is_upper(names.words[token]):
                end = token
                break
        while start > 0 and _extends_left(names, start - 1):
            start -= 1
        names.move(name, start, end, "people.extend")


def _extends_left(names: Names, token: int) -> bool:
    if not is_part(names, token) or names.owner[token] is not None:
        return False
    if names.folded(token) in word_class("religious"):
        return False
    if names.starts_sentence(token) and (sounds_ordinary(names.words[token]) or token in names.loud):
        return False
    return not is_upper(names.words[token])


def _appositions(names: Names) -> None:
    """“Kossi Amédée, le directeur de …”, “Akou Dossou, 17 ans”: what is so described is a person."""
    for name in names.labelled("LOC", "MISC", "ORG"):
        if name.end - name.start < 2 or names.word(name.end) != ",":  # noqa: PLR2004 (a given and a family name)
            continue
        if name_end(names, name.start) != name.end:
            continue
        after = name.end + 1
        if not is_upper(names.words[name.start]):
            after += names.folded(after) in word_class("article")
        title = title_at(names, after)
        aged = names.word(name.end + 1).isdigit() and names.word(name.end + 2) == "ans"
        if aged or (title is not None and title[0].kind == "function" and not title[0].plural):
            names.add(name.start, name.end, "PER", "people.apposition")


def _propagate(names: Names) -> None:
    """“Boubou Cissé … Cissé”: a full name, and its family name, wherever they occur again."""
    known: dict[tuple[str, ...], None] = {}
    for name in names.labelled("PER"):
        words = tuple(names.words[name.start : name.end])
        if len(words) > 1:
            known[words] = None
    for words in known:
        _claim(names, words, "people.again")
    for name in names.labelled("PER"):
        if name.end - name.start == 1:
            _find_again(names, name)
    for words in known:
        surname = _surname(words)
        if surname is not None:
            _claim(names, (surname,), "people.surname")


def _find_again(names: Names, name: Name) -> None:
    """Finds a name of one word where the model saw nothing."""
    word = names.words[name.start]
    if len(word) < _MIN_SURNAME or is_ordinary(word) or countries.countries_of(word):
        return
    for start, end in occurrences(names, (word,)):
        lost = names.owner[start] is None and not names.starts_sentence(start)
        if lost and not _is_object(names, start):
            names.add(start, end, "PER", "people.surname")


def _headings(names: Names) -> None:
    """“ORINOCO DE LISE DA”: persons of the text in its headings in capitals."""
    repeat_in_headings(names, "PER")


def _surname(words: tuple[str, ...]) -> str | None:
    """The family name in a full name: its capitals if some of it is in capitals, else its last word."""
    upper = [word for word in words if is_upper(word)]
    surname = upper[-1] if upper and len(upper) < len(words) else words[-1]
    if len(surname) < _MIN_SURNAME or is_ordinary(surname) or countries.countries_of(surname):
        return None
    return surname if is_capitalised(surname) else None


def _claim(names: Names, words: tuple[str, ...], rule: str) -> None:
    for start, end in occurrences(names, words):
        owners = {id(owner): owner for owner in names.owner[start:end] if owner is not None}.values()
        if all(_yields(owner, start, end) for owner in owners) and not _is_object(names, start):
            names.add(start, end, "PER", rule)


def _yields(owner: Name, start: int, end: int) -> bool:
    """Whether a name that the model gave gives way to a known person on `[start, end)`."""
    return owner.label != "PER" and start <= owner.start and owner.end <= end


def _is_object(names: Names, start: int) -> bool:
    return names.folded(start - 1) in word_class("no_person_after")


LAYERS: tuple[Callable[[Names], None], ...] = (
    _split,
    _trim,
    _drop,
    _after_title,
    _extend,
    _appositions,
    _propagate,
    _headings,
)
