"""What an event is called: a quoted title, a heading, or its type word and topic where they stand together."""

from __future__ import annotations

import re

from pipeline.assembly.frames import Frame
from pipeline.assembly.patterns import compile_pattern
from pipeline.assembly.view import Sentence, View, lower

# Between the type word and its topic: adjectives, a preposition, a determiner.
_LINK = compile_pattern(
    "(?:continue?s?|initiale?s?|pratiques?|gratuite?s?|intensi\\w+|théorique)?(?: et \\w+)?"
    " ?(?:{on}|en|à|au|aux|de|d'|du|des|pour)?(?: la| le| les| l'| l)?"
)
_QUOTED = re.compile(r"[«“\"„]\s*([^«»“”\"„]{4,90}?)\s*[»”\"“]")


def name_of(view: View, frame: Frame) -> str | None:
    """The name of the frame's event; None for a bare type word."""
    if frame.title:
        return view.text(*frame.title)
    for sentence in frame.told:
        name = _quoted(view, sentence) or _type_and_topic(view, sentence)
        if name:
            return name
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
