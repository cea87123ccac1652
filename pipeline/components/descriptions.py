"""Which entity a definite description means: “le ministre”, “ce groupe chinois”, “le patron du groupe X”.

By what the text says of its entities, never by what anybody knows of them: a function given beside a name, a
generic word before one (le groupe X), a possession (X de Y), a civility reserved to offices. Of several
entities that the text so describes, the one last named before the description is meant; where it describes
none so, the only candidate that nothing contradicts.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from spacy.tokens import Doc

from pipeline import countries, lexicon
from pipeline.components import functions
from pipeline.components.institutions import generic_at
from pipeline.components.names import Name, Names, word_class
from pipeline.components.titles import title_before
from pipeline.countries import fold
from pipeline.records import Entity

# A function that no description noun stands for.
_OTHER = "other"
_EXCELLENCE = ("se", "sem", "s.e", "s.e.m", "semme", "s.e.mme", "son excellence")


@dataclass(frozen=True, slots=True)
class _Description:
    """What a description asks for: kinds and label, the countries and the organisation that it names."""

    kinds: frozenset[str]
    label: str
    countries: frozenset[str]
    organisation: str | None


@dataclass(frozen=True, slots=True)
class _Facts:
    """What the text says of an entity: kinds, countries, organisations, and whether it is an Excellency.

    `organisations` are those it has a function in, `owned` those that are said to be its own.
    """

    kinds: frozenset[str]
    countries: frozenset[str]
    organisations: frozenset[str]
    owned: frozenset[str]
    excellence: bool


def resolve_description(doc: Doc, start_char: int, end_char: int, entities: list[Entity]) -> str | None:
    """The id of the entity that the description `[start_char, end_char)` means, or None.

    `doc` holds the mentions that `entities` (from `link_entities(doc)`) were made of. The description may
    begin with its determiner, and need not contain its complement: what follows it in the text counts.
    """
    return Descriptions(functions.mentioned(doc), entities).resolve(start_char, end_char)


class Descriptions:
    """Resolves the descriptions of the Doc of which `names` are the mentions; prepared once, for many questions."""

    def __init__(self, names: Names, entities: list[Entity]) -> None:
        self.names = names
        self.entities = {entity.id: entity for entity in entities}
        self._at = {mention.start: entity.id for entity in entities for mention in entity.mentions}
        self._facts: dict[str, _Facts] = {}

    def resolve(self, start_char: int, end_char: int) -> str | None:
        """As `resolve_description`."""
        start, end = self.names.tokens(start_char, end_char)
        wanted = self._read(start, end)
        if wanted is None:
            return None
        before = [e for e in self._candidates(wanted.label) if self._last_before(e, start) is not None]
        said = [e for e in self._candidates(wanted.label) if self._says(e, wanted)]
        earlier = [e for e in said if e in before]
        if earlier:
            return max(earlier, key=lambda e: self._last_before(e, start) or 0).id
        if said and wanted.label == "PER":
            return said[0].id if len(said) == 1 else None
        silent = [e for e in self._candidates(wanted.label) if self._could(e, wanted)]
        if wanted.label == "ORG":
            silent = [e for e in silent if e in before]
        return silent[0].id if len(silent) == 1 else None

    def function_texts(self) -> dict[str, str]:
        """What descriptions call persons: entity id → the description nearest to one of its mentions."""
        nearest: dict[str, tuple[int, str]] = {}
        for token in self.names.beginning(_first_words()):
            word = self.names.words[token]
            if fold(word) not in _first_words() or self.names.folded(token - 1) not in word_class(
                "determiner"
            ):
                continue
            end = functions.phrase_end(self.names, token)
            start_char = self.names.starts[token]
            identifier = self.resolve(start_char, start_char + len(word)) if end > token else None
            if identifier is None or not identifier.startswith("PER"):
                continue
            distance = min(abs(m.start - start_char) for m in self.entities[identifier].mentions)
            if identifier not in nearest or distance < nearest[identifier][0]:
                nearest[identifier] = distance, " ".join(self.names.text(token, end).split())
        return {identifier: text for identifier, (_, text) in nearest.items()}

    def _candidates(self, label: str) -> list[Entity]:
        return [entity for entity in self.entities.values() if entity.label == label]

    def _last_before(self, entity: Entity, token: int) -> int | None:
        """The start of the last mention of `entity` before `token`."""
        limit = self.names.starts[token]
        return max((m.start for m in entity.mentions if m.start < limit), default=None)

    def _read(self, start: int, end: int) -> _Description | None:
        names = self.names
        while start < end and names.folded(start) in word_class("determiner"):
            start += 1
        found = _kind_at(names, start)
        if found is None:
            return None
        kinds, label, after = found
        stop = max(functions.phrase_end(names, start), end, after)
        owners = [names.owner[token] for token in range(after, stop)]
        organisation = next((self._id(o) for o in owners if o is not None and o.label == "ORG"), None)
        named = self._countries(after, stop)
        if label == "PER" and named and "president" in kinds and organisation is None:
            kinds = frozenset({"head of state"})
        return _Description(kinds, label, named, organisation)

    def _countries(self, start: int, end: int) -> frozenset[str]:
        words = (self.names.words[token] for token in range(start, end))
        return frozenset(code for word in words for code in countries.countries_of(word))

    def _id(self, name: Name) -> str | None:
        return self._at.get(self.names.starts[name.start])

    def _says(self, entity: Entity, wanted: _Description) -> bool:
        """Whether the text says of `entity` what the description says."""
        facts = self._facts_of(entity)
        if not _meant(wanted.kinds) & facts.kinds:
            return False
        if wanted.organisation is not None:
            return wanted.organisation in facts.organisations
        return not (wanted.countries and facts.countries) or bool(wanted.countries & facts.countries)

    def _could(self, entity: Entity, wanted: _Description) -> bool:
        """Whether nothing in the text forbids that `entity` is meant, and something suggests it."""
        facts = self._facts_of(entity)
        if wanted.label == "ORG":
            return not facts.kinds and not (facts.countries and not wanted.countries & facts.countries)
        if wanted.organisation is not None:
            return wanted.organisation in facts.owned and "head" in _meant(wanted.kinds)
        return "head of state" in wanted.kinds and facts.excellence and not facts.kinds

    def _facts_of(self, entity: Entity) -> _Facts:
        if entity.id not in self._facts:
            read = self._person if entity.label == "PER" else self._organisation
            self._facts[entity.id] = read(entity)
        return self._facts[entity.id]

    def _person(self, entity: Entity) -> _Facts:
        kinds: set[str] = set()
        codes: set[str] = set()
        organisations: set[str] = set()
        owned: set[str] = set()
        excellence = False
        for start, end in self._tokens(entity):
            excellence = excellence or _is_excellence(self.names, start)
            owner = self._possession(start)
            if owner is not None:
                owned.add(owner)
            function = functions.function_of(self.names, start, end)
            if function is None:
                continue
            found = _kind_at(self.names, function.start)
            kinds |= found[0] if found else {_OTHER}
            codes |= self._countries(function.start, function.end)
            if function.organisation is not None:
                organisations.add(self._at.get(self.names.starts[function.organisation[0]]) or "")
        return _Facts(
            frozenset(kinds), frozenset(codes), frozenset(organisations), frozenset(owned), excellence
        )

    def _possession(self, start: int) -> str | None:
        """The organisation that is said to be the person's: “l'Orinoco de Lise Da”."""
        owner = self.names.owner[start - 2] if start > 1 else None
        if self.names.folded(start - 1) in {"de", "d'"} and owner is not None and owner.label == "ORG":
            return self._id(owner)
        return None

    def _organisation(self, entity: Entity) -> _Facts:
        kinds: set[str] = set()
        codes: set[str] = set()
        for start, end in self._tokens(entity):
            for head in range(max(start - 3, 0), start + 1):
                found = _kind_at(self.names, head)
                beside = generic_at(self.names, head) == start or (found is not None and found[2] == start)
                if found is not None and found[1] == "ORG" and (beside or head == start):
                    kinds |= found[0]
            codes |= self._countries(start, end)
        return _Facts(frozenset(kinds), frozenset(codes), frozenset(), frozenset(), excellence=False)

    def _tokens(self, entity: Entity) -> list[tuple[int, int]]:
        return [self.names.tokens(mention.start, mention.end) for mention in entity.mentions]


def _is_excellence(names: Names, start: int) -> bool:
    title = title_before(names, start)
    return title is not None and fold(names.text(title[1], start)).rstrip(".") in _EXCELLENCE


def _meant(kinds: frozenset[str]) -> frozenset[str]:
    """`kinds` and those that a noun of such a kind may mean besides."""
    rows = lexicon.rows("descriptions")
    return kinds.union(*(row["means"].split("|") for row in rows if row["kind"] in kinds)) - {""}


@cache
def _forms() -> dict[str, tuple[str, str]]:
    """Folded noun → the kinds (joined by “|”) and the label that it stands for."""
    forms: dict[str, tuple[str, str]] = {}
    for row in lexicon.rows("descriptions"):
        for form in row["forms"].split("|"):
            kinds = forms.get(fold(form), ("", ""))[0]
            forms[fold(form)] = ("|".join(filter(None, (kinds, row["kind"]))), row["label"])
    return forms


@cache
def _first_words() -> frozenset[str]:
    return frozenset(form.split(" ")[0].partition("'")[0] for form in _forms())


def _kind_at(names: Names, start: int) -> tuple[frozenset[str], str, int] | None:
    """The kinds and the label of the longest description noun at `start`, and the token after it."""
    found = None
    for end in range(start + 1, min(start + 7, len(names.words)) + 1):
        reading = _forms().get(fold(names.text(start, end)).replace("' ", "'"))
        if reading is not None:
            found = frozenset(reading[0].split("|")), reading[1], end
    return found
