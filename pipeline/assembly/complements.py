"""Which nouns share a complement, and which have one that begins like an adjunct."""

from __future__ import annotations

from pipeline.assembly.phrase_rules import LINKS, OF, TokenSpan, rules
from pipeline.assembly.view import View, lower

_PAIR = 2
_JOINTS = {",", "et", "ou"}


def join_shared(view: View, items: list[TokenSpan]) -> list[TokenSpan]:
    """The items, those that share the complement of a later one joined to it: “la production, la vente et …”."""
    out: list[TokenSpan] = []
    if _share_all(view, items):
        return [(items[0][0], items[-1][1])]
    for start, end in items:
        words = [lower(view.doc[i]) for i in range(start, end)]
        shared = rules().transitive.fullmatch(words[0]) and any(word in OF for word in words)
        first = start
        while shared and out and _asks(view, *out[-1]) and not _led(view, out[-1][1], first):
            first = out.pop()[0]
        out.append((first, end))
    return out


def _share_all(view: View, items: list[TokenSpan]) -> bool:
    """“techniques de classement, d'indexation et de numérisation des dossiers”: one head, one complement."""
    if len(items) <= _PAIR or rules().leading.fullmatch(lower(view.doc[items[0][0]])) is None:
        return False
    before = [(lower(view.doc[start - 2]), lower(view.doc[start - 1])) for start, _ in items[1:]]
    led = all(joint in _JOINTS and of in {"de", "d'"} for joint, of in before)
    single = all(end - start == 1 for start, end in items[1:-1])
    start, end = items[-1]
    return led and single and end > start + 1 and lower(view.doc[start + 1]) in {"du", "des"}


def _led(view: View, start: int, end: int) -> bool:
    """Whether a preposition stands between two items: each then has a complement of its own."""
    return any(lower(view.doc[i]) in OF or lower(view.doc[i]) in LINKS for i in range(start, end))


def _asks(view: View, start: int, end: int) -> bool:
    """Whether the phrase is a noun that says too little without a complement: “la production”."""
    return end - start == 1 and rules().transitive.fullmatch(lower(view.doc[start])) is not None


def shares_complement(view: View, start: int, i: int, head: int, limit: int) -> bool:
    """“analyse et gestion des stocks”: a bare first noun, and a complement after the second.

    With an article before the second, both must be nouns that ask for a complement: “la découpe et la
    conservation des carcasses”, but “la comptabilité | et la gestion des stocks”.
    """
    if lower(view.doc[head]) in {"le", "la", "les", "l'"}:
        head += 1
        words = [lower(view.doc[k]) for k in (start, min(head, limit - 1))]
        if not all(rules().transitive.fullmatch(word) for word in words):
            return False
    after = head + 1
    while after < limit and view.doc[after].pos_ == "ADJ":
        after += 1
    return i - start == 1 and after < limit and view.doc[head].pos_ == "NOUN" and lower(view.doc[after]) in OF


def leads_to_two(view: View, start: int, i: int, limit: int) -> bool:
    """“techniques d'observation | et de rapportage”: two matters, each with its bare “de”.

    With a complement behind the second they share it: “techniques d'entretien et de dépannage des moteurs”.
    """
    head, *first = (lower(view.doc[k]) for k in range(start, i))
    of, *second = (lower(view.doc[k]) for k in range(i + 1, min(limit, i + 6)))
    bare = of in {"de", "d'"} and [word for word in first if word in OF or word in LINKS] in (["de"], ["d'"])
    if not bare or rules().leading.fullmatch(head) is None:
        return False
    carried = {"de", "d'"} & set(second) and rules().transitive.fullmatch(second[0])
    return not (carried or {"du", "des"} & set(second))


def is_due(view: View, i: int) -> bool:
    """“réflexes | à adopter”: what is to be done, where “à” and an infinitive stand behind its noun."""
    noun = i - 1
    while noun > 0 and view.doc[noun].pos_ == "ADJ":
        noun -= 1
    return lower(view.doc[i]) == "à" and rules().due.fullmatch(lower(view.doc[noun])) is not None


def reaches(view: View, i: int) -> bool:
    """“appel | au Cross”, “recours | à la CNSS”: nouns whose complement with “à” may be a body."""
    noun = lower(view.doc[i - 1])
    return lower(view.doc[i]) in {"à", "au", "aux"} and rules().reaching.fullmatch(noun) is not None
