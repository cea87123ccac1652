"""The pattern language of rule data: regular expressions with French verb forms and named word classes.

Patterns are matched against *folded* text (see `fold`): lower case, straight apostrophes, plain spaces, one
character for one, so that offsets hold. In a pattern

- `{name}` is a word class of the same file or of `models/cues/classes.toml`;
- `{v:organiser|tenir}` is any finite third-person form, compound tenses and `va`/`vient de` + infinitive included;
- `{pp:…}` a past participle in any agreement, `{inf:…}` an infinitive, `{ger:…}` a present participle;
  `{v:@holder}` takes the verbs from the class `holder` of the file;
- a space matches any run of spaces (" ?" also none), and an accented letter also matches its bare form (capitals
  and old typewriters lose accents), never the other way round: `organisé` also reads "organise", but `organise`
  never "organisé".

In a rule file a list of texts is the pattern that any of them matches.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any

from pipeline import lexicon, resources

_FOLDED = {"'": "’ʼ‘`´", " ": "\u00a0\u202f\u2009\u2007\t\n\r", "-": "‐‑"}
_FOLDING = [(special, plain) for plain, all_special in _FOLDED.items() for special in all_special]
_AUXILIARY = (
    r"(?:a|ont|avait|avaient|aura|auront|aurait|auraient|ayant|est|sont|était|étaient|sera|seront|serait|seraient"
    r"|(?:a|ont|avait|avaient|aura|auront|aurait|auraient) été)"
)
_REFLEXIVE_AUXILIARY = r"(?:s'est|se sont|s'était|s'étaient|se sera|se seront|s'être)"
_GOING = (
    r"(?:va|vont|allait|allaient|vient d[e']|viennent d[e']|venait d[e']|devrait|devraient|doit|doivent|devait"
    r"|devaient|compte|comptent|prévoit d[e']|prévoient d[e']|entend|entendent|envisage d[e']|envisagent d[e']"
    r"|envisageraient d[e']|envisagerait d[e']|souhaite|souhaitent|peut|peuvent|pourra|pourront|pourrait"
    r"|pourraient|a pu|ont pu|ambitionne d[e']|projette d[e'])"
)
_INSERTION = (
    r"(?: \w+ment| aussi| déjà| bien| ainsi| encore| tous| toutes| tour à tour"
    r"| par ailleurs| en outre| ensuite| enfin| donc| de nouveau| à nouveau|,[^,.;:]{1,60},)?"
)


# Keys whose lists are no alternatives of a pattern.
_LISTS = {"roles", "requires", "accept", "pos", "examples", "counter_examples"}


class PatternError(ValueError):
    """A pattern that cannot be compiled; the message names it and the reason."""


def fold(text: str) -> str:
    """`text` in lower case with plain apostrophes, spaces and hyphens; as long as `text`."""
    lowered = text.lower()
    if len(lowered) != len(text):
        lowered = "".join(low if len(low := char.lower()) == 1 else char for char in text)
    # One search a character is some ten times as fast as `str.translate` where letters have accents.
    for special, plain in _FOLDING:
        lowered = lowered.replace(special, plain)
    return lowered


def read_rules(path: Path) -> dict[str, Any]:
    """The content of a rule file, each list of alternatives as one pattern."""
    content: dict[str, Any] = joined(tomllib.loads(path.read_text(encoding="utf-8")))
    return content


def joined(value: Any, key: str = "") -> Any:
    """A value of a rule file, its lists of alternatives each as one pattern: `["a", "b"]` as `a|b`."""
    if isinstance(value, Mapping):
        return {name: joined(inner, name) for name, inner in value.items()}
    if not isinstance(value, list) or key in _LISTS:
        return value
    if all(isinstance(item, str) for item in value):
        return "|".join(value)
    return [joined(item) for item in value]


def compile_pattern(
    pattern: str, classes: Mapping[str, str] | None = None, *, whole: bool = True
) -> re.Pattern[str]:
    """The regular expression of `pattern`; raises PatternError if it is not well formed.

    It matches whole words only, or may end within one unless `whole`.
    """
    return _compiled(pattern, tuple(sorted((classes or {}).items())), whole=whole)


@cache
def _compiled(pattern: str, classes: tuple[tuple[str, str], ...], *, whole: bool) -> re.Pattern[str]:
    try:
        source = _accents(expand(pattern, dict(classes))).replace(" ?", r"\s*").replace(" ", r"\s+")
        return re.compile(rf"(?<![\w-])(?:{source})" + r"(?:(?<=')|(?!\w))" * whole)
    except re.error as error:
        msg = f"pattern {pattern!r}: {error}; correct it in its file under models/"
        raise PatternError(msg) from error


def expand(pattern: str, classes: Mapping[str, str]) -> str:
    """`pattern` with its word classes and verb forms written out."""

    def replace(match: re.Match[str]) -> str:
        kind, _, lemmas = match[1].partition(":")
        if lemmas.startswith("@"):
            lemmas = classes[lemmas[1:]]
        if lemmas:
            return f"(?:{_verbs(kind, lemmas.split('|'))})(?!\\w)"
        source = classes.get(kind) or common_classes().get(kind)
        if source is None:
            known = ", ".join(sorted({*classes, *common_classes()}))
            msg = f"pattern {pattern!r}: unknown word class {kind!r}; known are {known}"
            raise PatternError(msg)
        return "(?:" + expand(source, classes) + ")"

    return re.sub(r"\{([a-zé_]+(?::[^}]+)?)\}", replace, pattern)


@cache
def common_classes() -> dict[str, str]:
    """The word classes that every event type may use: name → alternatives."""
    classes: dict[str, str] = read_rules(resources.models() / "cues" / "classes.toml")["classes"]
    return classes


def _verbs(kind: str, lemmas: list[str]) -> str:
    """The forms of verbs, as alternatives; a lemma may be reflexive (`s'initier`, `se former`).

    Auxiliaries stand once before the participles of all verbs: to try them for each verb takes far longer.
    """
    if kind == "inf":
        return "|".join(lemmas)
    if kind not in {"v", "pp", "ger"}:
        msg = f"unknown verb form {kind!r} of {lemmas[0]!r}; use v, pp, inf or ger"
        raise PatternError(msg)
    finite, gerunds = [], []
    participles: dict[str, list[str]] = {_AUXILIARY: [], _REFLEXIVE_AUXILIARY: []}
    for lemma in lemmas:
        reflexive = re.match(r"s'|se ", lemma)
        pronoun = "(?:s'|se )" if reflexive else ""
        forms = _forms(lemma[reflexive.end() :] if reflexive else lemma)
        finite.append(f"{pronoun}(?:{forms[0]})")
        participles[_REFLEXIVE_AUXILIARY if reflexive else _AUXILIARY].append(forms[1])
        gerunds.append(pronoun + forms[2])
    match kind:
        case "pp":
            return "|".join(chain(*participles.values()))
        case "ger":
            return "|".join(gerunds)
    compound = [
        f"{auxiliary}{_INSERTION} (?:{'|'.join(past)})" for auxiliary, past in participles.items() if past
    ]
    return "|".join([*finite, *compound, f"{_GOING}{_INSERTION}(?: |(?<='))(?:{'|'.join(lemmas)})"])


@cache
def _irregular() -> dict[str, dict[str, str]]:
    return {row["lemma"]: row for row in lexicon.rows("verbs")}


def _forms(lemma: str) -> tuple[str, str, str]:
    """Finite forms, past participle and present participle of `lemma`, as alternatives.

    A verb that ends like one of the table is inflected like it: “émettre” as “mettre”.
    """
    model = next((m for m in (lemma[i:] for i in range(len(lemma) - 3)) if m in _irregular()), None)
    if model:
        row, prefix = _irregular()[model], lemma.removesuffix(model)
        past = row["participle"]
        finite = f"(?:{row['present']}|{row['imperfect']}(?:ait|aient)|{row['future']}(?:a|ont|ait|aient))"
        participle = f"{past}(?:es?)?" if past.endswith("s") else f"{past}e?s?"
        return prefix + finite, prefix + participle, prefix + row["gerund"]
    if lemma.endswith("ir"):
        stem = lemma[:-1]
        return f"{lemma}(?:a|ont|ait|aient)|{stem}t|{stem}ss(?:ent|ait|aient)", f"{stem}e?s?", f"{stem}ssant"
    if lemma.endswith("dre"):
        stem = lemma[:-2]
        return f"{stem}(?:ent|ait|aient)?|{stem}r(?:a|ont|ait|aient)", f"{stem}ue?s?", f"{stem}ant"
    if not lemma.endswith("er"):
        msg = f"the forms of {lemma!r} are unknown: add a line to models/lexicons/verbs.tsv"
        raise PatternError(msg)
    stem = lemma[:-2]
    soft = {"c": stem[:-1] + "ç", "g": stem + "e"}.get(stem[-1], stem)
    finite = f"{stem}(?:ent|era|eront|erait|eraient|èrent|e)|{soft}(?:ait|aient|a)"
    return finite, f"{stem}ée?s?", f"{soft}ant"


def _accents(source: str) -> str:
    """Each accented letter also matches its bare form, and “œ” its two letters."""
    out = []
    inside_class = False
    for char in source:
        inside_class = (inside_class or char == "[") and char != "]"
        bare = unicodedata.normalize("NFD", char)[0]
        if char == "œ" and not inside_class:
            out.append("(?:œ|oe)")
        elif bare != char and bare.isalpha():
            out.append(f"{char}{bare}" if inside_class else f"[{char}{bare}]")
        else:
            out.append(char)
    return "".join(out)
