"""What an event is called: a quoted title, a heading, or its type word and topic where they stand together."""

from __future__ import annotations

import re

from pipeline.assembly.frame import Frame
from pipeline.assembly.patterns import compile_pattern
from pipeline.assembly.view import Sentence, View, lower

# Between the type word and its topic: adjectives, a preposition, a determiner.
_LINK = compile_pattern(
    "(?:continue?s?|initiale?s?|pratiques?|gratuite?s?|intensi\\w+|théorique)?(?: et \\w+)?"
    " ?(?:{on}|en|à|au|aux|de|d'|du|des|pour)?(?: la| le| les| l'| l)?"
)
# What counts the editions of a series; “dernière”, “prochaine”, “second” do not.
_NUMBER = (
    r"(?:premi(?:er|ère)|deux|trois|quatr|cinqu|six|sept|huit|neuv|dix|onz|douz|treiz|quatorz|quinz|seiz|vingt)(?:ième)?"
    r"|\d{1,2}(?:e|è|ème|eme|ième|ère|er|re)"
)
_NUMBERED = compile_pattern(
    rf"(?:{_NUMBER}) (?:éditions?|sessions?|phases?|vagues?|cohortes?|promotions?|volées?|stages?|ateliers?|séminaires?"
    r"|formations?|(?:écoles?|universités?|académies?) (?:d'(?:été|automne|hiver)|de printemps))"
)
_CARDINAL = re.compile(r"(?:deux|trois|six|sept|huit|dix|vingt) ")
_QUOTED = re.compile(r"[«“\"„]\s*([^«»“”\"„]{4,90}?)\s*[»”\"“]")


def name_of(view: View, frame: Frame) -> str | None:
    """The name of the frame's event; None for a bare type word."""
    if frame.title:
        return view.text(*frame.title)
    for sentence in frame.told:
        name = _quoted(view, sentence) or _type_and_topic(view, sentence)
        if name:
            return name
    return next((name for sentence in frame.told if (name := _numbered(view, sentence))), None)


def _numbered(view: View, sentence: Sentence) -> str | None:
    """A numbered edition: “première session”, “3e école d'été”."""
    for match in _NUMBERED.finditer(view.folded, sentence.start_char, sentence.end_char):
        if not _CARDINAL.match(match[0]):
            return view.whole[match.start() : match.end()]
    return None


def _quoted(view: View, sentence: Sentence) -> str | None:
    """A quotation right behind an event noun or an article, if it holds an event noun or follows one."""
    event = compile_pattern("{training}|{session}|workshops?|camps?")
    for match in _QUOTED.finditer(view.whole, sentence.start_char, sentence.end_char):
        before = view.folded[max(sentence.start_char, match.start() - 30) : match.start()].rstrip()
        behind_noun = any(m.end() == len(before) for m in event.finditer(before))
        titled = bool(event.search(view.folded, match.start(1), match.end(1))) and before.endswith(
            (
                " le",
                " la",
                " l'",
                " du",
                " au",
                " son",
                " sa",
                " cette",
                " ce",
                " un",
                " une",
                " baptisé",
                " dénommé",
            )
        )
        if behind_noun or titled:
            return match[1].strip(" ’'‘")
    return None


def _type_and_topic(view: View, sentence: Sentence) -> str | None:
    """“formation sur la fabrication du compost”: the event noun and the topic that follows it at once."""
    for noun in compile_pattern("(?:{session}) (?:de |d')?(?:{training})|{training}|{session}").finditer(
        view.folded, sentence.start_char, sentence.end_char
    ):
        i = view.token_at(noun.end())
        for k in range(i, min(i + 5, sentence.end)):
            mention = view.mention_at.get(k)
            if mention is not None and mention.label_ == "TOPIC" and mention.start == k:
                between = view.folded[noun.end() : mention.start_char].strip()
                if not _LINK.fullmatch(between):
                    break
                return view.whole[noun.start() : _last(view, mention.end, mention.end_char)]
            if view.doc[k].is_punct and lower(view.doc[k]) not in {"-", "«", "“", '"'}:
                break
    return None


def _last(view: View, end: int, end_char: int) -> int:
    """The end of the last topic that “et” joins to the first."""
    for k in range(end, min(end + 4, len(view.doc))):
        mention = view.mention_at.get(k)
        if mention is not None and mention.label_ == "TOPIC" and mention.start == k:
            return _last(view, mention.end, mention.end_char)
        if lower(view.doc[k]) not in {
            "et",
            "en",
            "à",
            "au",
            "aux",
            "la",
            "le",
            "les",
            "l'",
            "sur",
            "de",
            "d'",
            "du",
        }:
            break
    return end_char
