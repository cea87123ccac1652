"""`chronique_organisations`: organisations and places, refined from the base model's entities."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from functools import cache

from spacy.language import Language
from spacy.tokens import Doc, Span

from pipeline import countries, lexicon
from pipeline.components import (
    acronyms,
    common_nouns,
    dedications,
    definitions,
    enumerations,
    institutions,
    introduced,
    media_lines,
    sites,
    spans,
    territories,
)
from pipeline.components.names import (
    Name,
    Names,
    from_entities,
    is_capitalised,
    is_upper,
    occurrences,
    repeat_in_headings,
)
from pipeline.components.organisation_edges import complete, trim
from pipeline.components.person_names import is_ordinary
from pipeline.components.titles import title_at

_DOMAIN = re.compile(r"[A-Z][\w-]{2,}\.(?:com|net|org|info|africa|[a-z]{2})")
# In letters; a longer word in capitals may be any word.
_LONGEST_ACRONYM = 3
_QUOTES = frozenset("\"“”‘’'«»„")


@Language.factory("chronique_organisations", requires=["doc.ents"], assigns=["doc.spans"])
def make_organisations(nlp: Language, name: str) -> Organisations:  # noqa: ARG001 (spaCy's signature)
    """Sets ORG and LOC mentions in `doc.spans["chronique"]`; takes back PER mentions that are organisations.

    Settings: none. Works on the entities of any pipeline before it, or on none:

    >>> import spacy
    >>> nlp = spacy.blank("fr")
    >>> organisations = nlp.add_pipe("chronique_organisations")
    >>> doc = nlp("Elle travaille à l'Agence togolaise de l'eau (ATE).")
    >>> [(span.text, span.label_) for span in doc.spans["chronique"]]
    [("Agence togolaise de l'eau", 'ORG'), ('ATE', 'ORG')]
    """
    return Organisations()


class Organisations:
    """Finds organisations and places."""

    def match(self, doc: Doc) -> list[Span]:
        """The PER, ORG and LOC mentions of `doc`; PER as before, without those that are organisations."""
        names = from_entities(doc, "organisations.model")
        if spans.GROUP in doc.spans:
            _with_people(names, spans.mentions(doc, "PER"))
        for layer in LAYERS:
            layer(names)
        return names.spans("PER", "ORG", "LOC")

    def __call__(self, doc: Doc) -> Doc:
        """Writes what `match` finds."""
        found = self.match(doc)
        if spans.GROUP not in doc.spans:
            found = [span for span in found if span.label_ != "PER"]
        spans.write(doc, found, "PER", "ORG", "LOC")
        return doc


def _with_people(names: Names, people: list[Span]) -> None:
    """Takes the persons that `chronique_people` found instead of the model's."""
    for name in names.labelled("PER"):
        name.label = "MISC"
    for span in people:
        names.add(span.start, span.end, "PER", span.id_)


def _institutions(names: Names) -> None:
    """“ministère de l'Eau”, “Cour d'appel de Paris”, “directions départementales des sports”."""
    after = 0
    for token in names.beginning(institutions.first_words()):
        found = institutions.name_from(names, token) if token >= after else None
        owner = names.owner[token]
        if found is None or (owner is not None and owner.label == "PER" and owner.start < token):
            continue
        end, head = found
        if owner is not None and owner.start < token and owner.label == "ORG":
            after = owner.end
            continue
        if head.use != "capital" or (owner is not None and owner.start == token):
            last = names.owner[end - 1]
            end = max(end, last.end) if last is not None and last.label != "PER" else end
            names.add(token, end, "ORG", "organisations.institution")
        after = end


def _marked(names: Names) -> None:
    """“Anani SARL”, “FC Metz”, “Olympique lyonnais”: a mark beside capitalised words."""
    marks = _marks()
    for token, word in enumerate(names.words):
        owner = names.owner[token]
        if word not in marks or (owner is not None and owner.label == "ORG" and owner.end - owner.start > 1):
            continue
        start, end = token, token + 1
        if "after" in marks[word]:
            while start > 0 and _names_firm(names, start - 1):
                start -= 1
        if "before" in marks[word] and start == token:
            limit = token + 2 if marks[word]["before"] == "club" else len(names.words)
            while end < limit and end < len(names.words) and _names_firm(names, end):
                end += 1
            if end == token + 1 and marks[word]["before"] == "club" and countries.demonym(names.word(end)):
                end += 1
        if end - start > 1 and not (start < token and names.starts_sentence(token)):
            names.add(start, end, "ORG", "organisations.mark")


@cache
def _marks() -> dict[str, dict[str, str]]:
    """Mark → position → what it means."""
    marks: dict[str, dict[str, str]] = {}
    for row in lexicon.rows("organisation_marks"):
        marks.setdefault(row["form"], {})[row["position"]] = row["meaning"]
    return marks


def _names_firm(names: Names, token: int) -> bool:
    word = names.words[token]
    if word == "&" or (word[0].isupper() and word.isalnum() and not word.isalpha()):
        return True
    return is_capitalised(word) and not is_ordinary(word) and title_at(names, token) is None


def _generic(names: Names) -> None:
    """“l'ONG Afrique Verte”, “l'école « Vidéo Plus »”: the name after the generic word."""
    for token in names.beginning(institutions.first_words()):
        start = institutions.generic_at(names, token)
        if start is None or _is_person(names, token):
            continue
        start += names.word(start) in _QUOTES
        owner = names.owner[start] if start < len(names.words) else None
        if owner is None or owner.start != start or not is_capitalised(names.words[start]):
            continue
        pair = _pair(names, owner)
        if pair is not None:
            acronyms.spread(names, tuple(names.words[start:pair]), "ORG", "organisations.generic")
        elif owner.label == "LOC" and countries.is_country(names.text(owner.start, owner.end)):
            continue
        elif owner.label in {"LOC", "MISC"} or owner.rule == "people.model":
            names.add(owner.start, owner.end, "ORG", "organisations.generic")


def _is_person(names: Names, token: int) -> bool:
    owner = names.owner[token]
    return owner is not None and owner.label == "PER"


def _pair(names: Names, first: Name) -> int | None:
    """The token after “Mil et Sorgho”, if the text has this pair after a generic word more than once."""
    end = first.end + 2
    if names.word(first.end) != "et" or not is_capitalised(names.word(first.end + 1) or "-"):
        return None
    found = list(occurrences(names, tuple(names.words[first.start : end])))
    again = [start for start, _ in found if institutions.generic_before(names, start)]
    return end if len(again) > 1 else None


def _acronyms(names: Names) -> None:
    """“la FAO”, “par GISF”, “journée FIFA”: acronyms that are used as names."""
    for start, end in acronyms.candidates(names):
        owner, kind = names.owner[start], acronyms.kind_of(names.words[start])
        longer = owner is not None and owner.end - owner.start > end - start
        if tuple(names.words[start:end]) in names.bodies:
            continue
        if owner is not None and not longer and kind in {"concept", "title"}:
            names.remove(owner)
            continue
        if tuple(names.words[start:end]) in names.concepts:
            continue
        if kind == "country" and not longer:
            names.add(start, end, "LOC", "organisations.country")
            continue
        if end - start > 1 and "." in names.words[start]:
            names.add(start, end, "ORG", "organisations.acronym")
            continue
        if owner is not None and (owner.label == "ORG" or (longer and not (owner.label == "MISC" and kind))):
            continue
        if acronyms.is_organisation(names, start) and (owner is None or owner.label != "PER" or kind):
            names.add(start, end, "ORG", "organisations.acronym")
        elif owner is not None and owner.label != "PER" and kind is not None:
            names.remove(owner)


def _joined(names: Names) -> None:
    """“Enactus | Sénégal”, “Café & Thé”, “Mil et Sorgho” each time: parts set side by side are one name."""
    for name in names.labelled("ORG"):
        after = names.owner[name.end] if name.end < len(names.words) else None
        if (
            after is not None
            and after.label == "LOC"
            and after.start == name.end
            and after.end - after.start == 1
        ):
            names.move(name, name.start, after.end, "organisations.place")
    for token, word in enumerate(names.words):
        if word != "&" or not _names_firm(names, token - 1) or not names.word(token + 1)[:1].isupper():
            continue
        start, end = token - 1, token + 2
        while start > 0 and _names_firm(names, start - 1) and not names.starts_sentence(start):
            start -= 1
        while end < len(names.words) and _names_firm(names, end):
            end += 1
        names.add(start, end, "ORG", "organisations.joined")


def _domains(names: Names) -> None:
    """“Actualite.cd”: a site, named by its capitalised domain."""
    for token, word in enumerate(names.words):
        if "." in word and _DOMAIN.fullmatch(word):
            names.add(token, token + 1, "ORG", "organisations.domain")


def _places(names: Names) -> None:
    """Country names are places; demonyms are not."""
    for name in names.labelled("LOC", "ORG", "MISC"):
        text = names.text(name.start, name.end)
        if name.label == "LOC" and countries.demonym(text) and not countries.is_country(text):
            names.remove(name)
        elif name.label != "LOC" and countries.is_country(text):
            name.label, name.rule = "LOC", "organisations.country"


def _again(names: Names) -> None:
    """An acronym, a name of several words, a name after a generic word: once an organisation, always one."""
    known: dict[tuple[str, ...], bool] = {}
    for name in names.labelled("ORG"):
        words = tuple(names.words[name.start : name.end])
        known[words] = known.get(words, False) or name.rule == "organisations.generic"
    persons = {tuple(names.words[name.start : name.end]) for name in names.labelled("PER")}
    for words, certain in known.items():
        shaped = len(words) > 1 or is_upper(words[0]) or any(map(str.isupper, words[0][1:]))
        if shaped or (certain and words not in persons and not countries.countries_of(words[0])):
            acronyms.spread(names, words, "ORG", "organisations.again")


def _consistent(names: Names) -> None:
    """One name, one label: that of most of its mentions; those by a rule, and not in capitals, count double."""
    votes: dict[tuple[str, ...], Counter[str]] = {}
    for name in names.labelled("PER", "ORG", "LOC"):
        weight = 1 if name.rule.endswith(".model") else 2
        # In a word in capitals the model sees an acronym.
        weight *= 1 if all(map(is_upper, names.words[name.start : name.end])) else 2
        votes.setdefault(_spelling(names, name), Counter())[name.label] += weight
    for name in names.labelled("PER", "ORG", "LOC"):
        # Of equals the first counted wins: the first mention is the fullest and best introduced.
        ((label, _),) = votes[_spelling(names, name)].most_common(1)
        if label != name.label:
            name.label, name.rule = label, "organisations.consistent"


def _spelling(names: Names, name: Name) -> tuple[str, ...]:
    """The words of `name`, whatever their case: “SARR” and “Sarr”; but “PAM” is not “Pam”."""
    words = names.words[name.start : name.end]
    return tuple(word.casefold() if len(word) > _LONGEST_ACRONYM else word for word in words)


def _headings(names: Names) -> None:
    """“LE TOGO ET ALIBABA”: names of the text, and countries, in its headings in capitals."""
    repeat_in_headings(names, "ORG", "LOC")
    for token in names.loud:
        if names.owner[token] is None and countries.is_country(names.words[token]):
            names.add(token, token + 1, "LOC", "organisations.country")


LAYERS: tuple[Callable[[Names], None], ...] = (
    trim,
    complete,
    _institutions,
    definitions.spell_out,
    _marked,
    dedications.join,
    sites.join,
    _generic,
    sites.part,
    introduced.bodies,
    _acronyms,
    _joined,
    _domains,
    media_lines.find,
    common_nouns.drop,
    _places,
    introduced.datelines,
    territories.places,
    enumerations.level,
    _again,
    _consistent,
    _headings,
)
