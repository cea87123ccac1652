"""Mentions of one thing become one entity with one id and one canonical name."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from rapidfuzz import fuzz
from spacy.tokens import Doc, Span

from pipeline import countries
from pipeline.components import acronyms, functions, spans
from pipeline.components.descriptions import Descriptions
from pipeline.components.names import Names, is_upper
from pipeline.components.titles import title_before
from pipeline.countries import fold
from pipeline.records import LABELS, Entity, Label, Mention
from pipeline.topics import lexicon

# Two spellings are one name from this similarity on (normalised indel distance, 0–100) …
_SAME_SPELLING = 90
# … if they are long enough for a letter to be a slip.
_MIN_SPELLING = 6
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True, eq=False)
class _Said:
    """A mention, its first token, its wording, and the folded words of that: spaCy makes them anew at each look."""

    span: Span
    start: int
    text: str
    words: list[str]


@dataclass(slots=True)
class _Group:
    """The mentions of one thing, and what they say of it."""

    label: Label
    mentions: list[_Said]
    values: dict[str, str | None] = field(default_factory=dict)


def link_entities(doc: Doc) -> list[Entity]:
    """The entities of `doc`, by label and first mention; mention offsets are those of `doc.text`."""
    names = functions.mentioned(doc)
    counts: Counter[str] = Counter()
    entities = []
    for group in sorted(_groups(doc, names), key=lambda group: group.mentions[0].start):
        counts[group.label] += 1
        entities.append(_entity(group, f"{group.label}-{counts[group.label]}"))
    entities.sort(key=lambda entity: LABELS.index(entity.label))
    return _with_described_functions(names, entities)


def _with_described_functions(names: Names, entities: list[Entity]) -> list[Entity]:
    """Gives persons without a function beside their name the one that a description elsewhere gives them."""
    if all(entity.function for entity in entities if entity.label == "PER"):
        return entities
    texts = Descriptions(names, entities).function_texts()
    return [
        entity.model_copy(update={"function": entity.function or texts.get(entity.id)}) for entity in entities
    ]


def _groups(doc: Doc, names: Names) -> list[_Group]:
    under: dict[str, list[_Said]] = {label: [] for label in LABELS}
    for span in spans.mentions(doc):
        text = names.text(span.start, span.end)
        under[span.label_].append(_Said(span, span.start, text, _WORD.findall(fold(text))))
    found = []
    for label, group in (("PER", _people), ("ORG", _organisations), ("LOC", _places)):
        found += group(under[label], names)
    found += _by_value(under["DATE"], "DATE")
    found += _by_value(under["TOPIC"], "TOPIC")
    return found


def _entity(group: _Group, identifier: str) -> Entity:
    mentions = [
        Mention(
            text=said.text,
            start=said.span.start_char,
            end=said.span.end_char,
            rule=said.span.id_ or None,
        )
        for said in sorted(group.mentions, key=lambda said: said.start)
    ]
    name = group.values.pop("name", None) or _best_name(group.mentions)
    entity = Entity(id=identifier, label=group.label, name=name, mentions=mentions, **group.values)
    date = group.mentions[0].span._.date if group.label == "DATE" else None
    if date:
        entity = entity.model_copy(
            update={
                "type": date["type"],
                "timex": date["timex"],
                "first": date["from"],
                "last": date["to"],
                "inferred": date["inferred"],
            }
        )
    return entity


def _best_name(mentions: list[_Said]) -> str:
    """The fullest wording; among equals one not in capitals, then the first."""
    best = max(mentions, key=lambda said: (len(said.words), not _is_loud(said.text), -said.start))
    return " ".join(best.text.split())


def _is_loud(text: str) -> bool:
    words = text.split()
    return len(text) > 1 and all(is_upper(word) or not word.isalpha() for word in words)


def _by_value(mentions: list[_Said], label: Label) -> list[_Group]:
    """Dates with the same value, and topics with the same canonical name, are the same."""
    groups: dict[str, _Group] = {}
    for said in mentions:
        key = said.span.kb_id_ or fold(said.text)
        groups.setdefault(key, _Group(label, [])).mentions.append(said)
    if label == "TOPIC":
        for group in groups.values():
            group.values["name"] = group.mentions[0].span.kb_id_ or None
            group.values["domain"] = lexicon().domain(group.mentions[0].text)
    else:
        for group in groups.values():
            group.values["name"] = group.mentions[0].text
    return list(groups.values())


def _places(mentions: list[_Said], names: Names) -> list[_Group]:  # noqa: ARG001 (one signature for all labels)
    """One place for one wording; all names of a country are one place."""
    evidence = _countries_of_text(mentions)
    groups: dict[str, _Group] = {}
    for said in mentions:
        code = countries.country_in(said.text, evidence)
        key = f"country {code}" if code and countries.is_country(said.text) else fold(said.text)
        group = groups.setdefault(key, _Group("LOC", []))
        group.mentions.append(said)
        group.values["country"] = code
    return list(groups.values())


def _countries_of_text(mentions: Iterable[_Said]) -> set[str]:
    """The countries that places of the text name without ambiguity."""
    return {code for said in mentions if (code := countries.country_of(said.text)) is not None}


def _organisations(mentions: list[_Said], names: Names) -> list[_Group]:
    """A full name, its acronym and its other spellings are one organisation."""
    acronym_of = _acronyms_of(names)
    groups: dict[str, _Group] = {}
    for said in mentions:
        text = " ".join(said.text.split())
        key = _organisation_key(text, acronym_of, groups)
        group = groups.setdefault(key, _Group("ORG", []))
        group.mentions.append(said)
    for group in groups.values():
        group.values["acronym"] = _acronym(group.mentions, acronym_of)
    return list(groups.values())


def _organisation_key(text: str, acronym_of: dict[str, str], groups: dict[str, _Group]) -> str:
    plain = fold(acronym_of.get(fold(text), text)).replace(".", "")
    if plain in groups or len(plain) < _MIN_SPELLING or is_upper(text):
        return plain
    for key in groups:
        if len(key) >= _MIN_SPELLING and key[0] == plain[0] and fuzz.ratio(key, plain) >= _SAME_SPELLING:
            return key
    return plain


def _acronyms_of(names: Names) -> dict[str, str]:
    """Folded full name → acronym: what the text spells out, then what is known everywhere."""
    known = {fold(name): short for short, name in acronyms.full_names().items()}
    for short, full in acronyms.defined(names).items():
        for name in names.owner[full.start : full.end]:
            if name is not None and name.label == "ORG":
                known[fold(" ".join(names.text(name.start, name.end).split()))] = short
    return known


def _acronym(mentions: list[_Said], acronym_of: dict[str, str]) -> str | None:
    """The acronym among the wordings of an organisation that the text also names in full."""
    wordings = [" ".join(said.text.split()) for said in mentions]
    if all(" " not in wording for wording in wordings):
        return None
    spelled = {acronym_of.get(fold(wording)) for wording in wordings}
    return next((w for w in wordings if w in spelled or (is_upper(w) and " " not in w)), None)


def _people(mentions: list[_Said], names: Names) -> list[_Group]:
    """A full name and its parts are one person, unless two full names share the part."""
    groups: list[_Group] = []
    for said in sorted(mentions, key=lambda said: (-len(said.words), said.start)):
        home = _home(said, groups, names)
        if home is None:
            groups.append(_Group("PER", [said]))
        else:
            home.mentions.append(said)
    for group in groups:
        group.mentions.sort(key=lambda said: said.start)
        group.values.update(_function(group.mentions, names))
    return groups


def _home(said: _Said, groups: list[_Group], names: Names) -> _Group | None:
    """The person that `said` names: the only one it fits, or of several the one named last before it."""
    fitting = [group for group in groups if _fits(said, group) and _agree(said, group, names)]
    exact = [group for group in fitting if said.words == group.mentions[0].words]
    fitting = exact or fitting
    if len(fitting) > 1:
        before = [group for group in fitting if group.mentions[0].start < said.start]
        return max(
            before or fitting, key=lambda group: max(m.start * (m.start < said.start) for m in group.mentions)
        )
    return fitting[0] if fitting else None


def _fits(said: _Said, group: _Group) -> bool:
    """Whether the words of `said` are among those of the group's full name, or a slip of them."""
    words, full = said.words, group.mentions[0].words
    if set(words) <= set(full):
        return (
            len(words) == len(full)
            or len(words) > 1
            or words[0] in (full[0], full[-1])
            or is_upper(said.text)
        )
    return (
        len(words) == len(full) > 1
        and len(said.text) >= _MIN_SPELLING
        and fuzz.ratio(" ".join(words), " ".join(full)) >= _SAME_SPELLING
    )


def _agree(said: _Said, group: _Group, names: Names) -> bool:
    """Whether no civility contradicts: “Mme Koné” is not Issa Koné who is “M. Issa Koné”."""
    gender = _gender(said, names)
    genders = {_gender(mention, names) for mention in group.mentions} - {None}
    return gender is None or not genders or gender in genders


def _gender(said: _Said, names: Names) -> str | None:
    title = title_before(names, said.start)
    if title is None or title[0].kind != "civility":
        return None
    word = fold(names.words[title[1]]).rstrip(".")
    return {"mme": "f", "mlle": "f", "madame": "f", "m": "m", "mr": "m", "monsieur": "m"}.get(word)


def _function(mentions: list[_Said], names: Names) -> dict[str, str | None]:
    """The fullest function that the text gives a person, and its organisation."""
    found = [
        f for said in mentions if (f := functions.function_of(names, said.start, said.span.end)) is not None
    ]
    if not found:
        return {}
    best = max(found, key=lambda f: (f.organisation is not None, f.end - f.start > 1, f.end - f.start))
    organisation = names.text(*best.organisation) if best.organisation else None
    return {"function": " ".join(names.text(best.start, best.end).split()), "organisation": organisation}
