"""Lists of names: where the next one begins, over functions, shares and seats that stand between."""

from __future__ import annotations

import re

from pipeline.assembly.patterns import compile_pattern
from pipeline.assembly.phrase_words import skip_determiners
from pipeline.assembly.slots import Slot
from pipeline.assembly.view import View, lower

# How many common nouns may introduce a name: “le moniteur de secourisme | Y”.
_INTRODUCTION = 3
_AND = re.compile(
    r"\s*(?:,?\s*(?:et|ainsi que|de même que|puis|&|-|/)\s+|,\s*)(?:par |avec |de |d'|du |des |à |au |aux )?"
)
# “M. X, | juriste à Dakar, et | Mme Y”, “X, conteur ; | Y, orthophoniste”, “X (banquier), | Y (comptable)”.
_AND_AFTER_FUNCTION = re.compile(
    r"\s*(?:,[^.;:!?]{2,90}?|\([^()]{2,60}\))(?:,?\s+(?:et|ainsi que)\s+(?P<again>par )?|\s*;\s+|,\s+)"
)
_FROM = re.compile(r"\b(?:du|des|de |d')\s*$")
# “deux experts, | en l'occurrence A et B”: who they are.
_NAMELY = re.compile(
    r"\s*(?:(?:(?! (?:et|ainsi|par|avec|pour) )[\w' -]){3,45}?)??[,(]?\s*"
    r"(?:en l'occurrence|à savoir|notamment|dont|que sont|il s'agit de|à l'exemple de|à l'instar de"
    r"|tels que|parmi lesquels|parmi lesquelles|:)\s+"
)
# “A | pour le droit, | B | pour la gestion | et C”, “A | du Cercle X | et B”.
_SHARE = re.compile(
    r"\s(?:pour|sur|en|du|de la|de l'|des|de|d')\s?[^.,;:!?()«»]{2,60}?(?=,?\s+(?:et|ainsi que)\s|,\s)"
)


def after_name(view: View, slot: Slot, limit: int) -> int:
    """The token where a coordinated name may begin after `slot`; -1 where the list ends."""
    doc, i = view.doc, slot.end
    while i < limit and doc[i].text == "(":
        close = next((k for k in range(i, min(limit, i + 10)) if doc[k].text == ")"), None)
        if close is None:
            return -1
        i = close + 1
    if slot.label == "ORG" and i < limit and lower(doc[i]) in {"de", "d'", "du", "des", "à", "au"}:
        seat = view.mention_at.get(skip_determiners(view, i + 1, limit))
        i = seat.end if seat is not None and seat.label_ == "LOC" else i
    start = doc[i].idx if i < limit else len(view.folded)
    namely = _NAMELY.match(view.folded, start) if slot.label is None else None
    if namely and names_follow(view, view.token_at(namely.end()), limit, persons=True):
        return view.token_at(namely.end())
    joined = _AND.match(view.folded, start)
    if i >= limit or joined is None:
        return _over_apposition(view, slot, i, limit)
    nxt = view.token_at(joined.end())
    # “M. X, du Centre Y”: where the person comes from.
    if slot.label == "PER" and joined[0].lstrip().startswith(",") and _FROM.search(joined[0]):
        return _over_apposition(view, slot, i, limit)
    if (
        "et" not in joined[0]
        and "ainsi" not in joined[0]
        and not _lists_on(view, nxt, limit, persons=slot.label == "PER")
    ):
        return _over_apposition(view, slot, i, limit)
    return nxt if nxt < limit else -1


def names_follow(view: View, i: int, limit: int, *, persons: bool = False) -> bool:
    """Whether a person or an organisation is named at token `i`, determiners and titles skipped.

    `persons`: or a person behind what he or she is: “la monteuse | Y”.
    """
    head = skip_determiners(view, i, limit)
    while head < limit and is_title(view, head):
        head += 1
    mention = view.mention_at.get(head)
    if mention is not None and mention.label_ in {"ORG", "PER"}:
        return True
    return persons and _introduced(view, i, head, limit)


def _introduced(view: View, i: int, head: int, limit: int) -> bool:
    """Whether what a person is stands before the name: “et | la monteuse Y”, “le moniteur de secourisme Y”."""
    if head == i or head >= limit or view.doc[head].pos_ not in {"NOUN", "ADJ", "PROPN"}:
        return False
    for k in range(head + 1, min(limit, head + 1 + _INTRODUCTION + 1)):
        mention = view.mention_at.get(k)
        if mention is not None:
            return mention.label_ == "PER" and mention.start == k
        if view.doc[k].pos_ not in {"NOUN", "ADJ", "PROPN", "ADP"} or lower(view.doc[k]) in {
            "par",
            "avec",
            "pour",
        }:
            return False
    return False


def _lists_on(view: View, i: int, limit: int, *, persons: bool = False) -> bool:
    """Whether a name follows at `i` that is no subject: “avec le soutien de X, | l'Y (Z) a organisé” lists none."""
    if not names_follow(view, i, limit, persons=persons):
        return False
    head = skip_determiners(view, i, limit)
    mention = next(m for k in range(head, limit) if (m := view.mention_at.get(k)))
    end = mention.end
    if end < limit and view.doc[end].text == "(":
        end = next((k + 1 for k in range(end, min(limit, end + 10)) if view.doc[k].text == ")"), end)
    return end >= limit or view.doc[end].pos_ not in {"VERB", "AUX"}


def _over_apposition(view: View, slot: Slot, i: int, limit: int) -> int:
    """Behind a person's function: “M. X, juriste à Dakar, et Mme Y”."""
    if slot.label != "PER" or i >= limit:
        return -1
    start = view.doc[i].idx
    share = _SHARE.match(view.folded, start - 1)
    joined = _AND.match(view.folded, share.end()) if share else None
    if (
        joined
        and joined.end() <= view.doc[limit - 1].idx
        and _lists_on(view, view.token_at(joined.end()), limit, persons=True)
    ):
        return view.token_at(joined.end())
    match = _AND_AFTER_FUNCTION.match(view.folded, start)
    if match is None or match.end() > view.doc[limit - 1].idx:
        return -1
    nxt = view.token_at(match.end())
    counted = nxt < limit and view.doc[nxt].pos_ == "NUM"
    return nxt if match["again"] or counted or names_follow(view, nxt, limit, persons=True) else -1


def is_title(view: View, i: int) -> bool:
    """Whether token `i` is a civility or a rank before a name."""
    return compile_pattern("{title}").fullmatch(lower(view.doc[i])) is not None
