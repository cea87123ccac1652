"""When and how long: the facts that every event type shares, and the tables of all facts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from spacy.tokens import Span

from pipeline import resources
from pipeline.assembly.intervals import When
from pipeline.assembly.patterns import compile_pattern, read_rules
from pipeline.assembly.view import Sentence, View, verb_form

# How far before a date its words of report or deadline stand.
_BEFORE = 80
# A dateline stands within so many characters of the start of its sentence.
_DATELINE = 45
# The name of an agency behind the day of a dateline, in brackets, takes so many characters.
_AGENCY = 36
# A day that opens its sentence has no more than its article before it.
_FIRST = 4
# Title, byline and dateline are among so many first lines.
_TOP = 6
_LINE = 80
# A line that is no more than the label of what stands below it.
_LABEL = 30
# What may stand between the words for a first or last day and the day: “à l'ouverture des travaux, le | lundi 18 mars”.
_CLAUSE_END = re.compile(r"\s*,?\s*(?:le|ce|la|les|au|à|en|dès|du)?\s*$")
# These tables tell what stands right before a date or a duration.
_JUST_BEFORE = (
    *("lasts_before", "lasts_years", "no_duration", "begins_subject", "ends_subject"),
    *("founded", "sitting"),
)
# What stands between a word for a district and its name: “commune rurale de la | Kéran”, “province | Bubanza”.
_TO_NAME = (
    r"(?: (?:rurale|urbaine|balnéaire|sainte|économique|politique|administrative|historique|impériale|côtière|"
    r"minière|frontalière|portuaire|lacustre|voisine|provinciale|régionale|départementale))? "
    r"(?:de (?:la |l')?|d'|du |des )?"
)
# So many times 24 hours are hours of lessons, not days and nights.
_LONG = 5
_THROUGHOUT = re.compile(r"\bdurant$")
_YEARS, _MONTHS = re.compile(r"Y$"), re.compile(r"P[\d.]+M$")
_YEARLESS = re.compile(r"XXXX-(?:\d\d|SP|SU|FA|WI)")
_DIGITS = re.compile(r"\d+")
_CLOCK = re.compile(r"\b\d{1,2} ?[h:] ?\d{2}\b")
_HOURS = re.compile(r"\b(?:de|dès|à partir de) \d{1,2} ?h")
_AFTER_DATELINE = re.compile(r"[,.]? ?(?:\([^)]{1,30}\)|\[[^\]]{1,30}\]|[-–—]+ )")
_BYLINE = re.compile(
    r"publiée? |mis(?:e)? (?:à jour|en ligne)|posté|^par [^.]{3,30}[-–—|,]|^date |modifiée? le|[|•] ?$"
)


@dataclass(frozen=True)
class FactRules:
    """The tables of `models/cues/facts.toml`, compiled."""

    venues: re.Pattern[str]
    halls: re.Pattern[str]
    venue_ends: re.Pattern[str]
    of_town: re.Pattern[str]
    no_town: re.Pattern[str]
    venue_adjectives: re.Pattern[str]
    no_venue: re.Pattern[str]
    several: re.Pattern[str]
    premises: re.Pattern[str]
    through: re.Pattern[str]
    wide: re.Pattern[str]
    place_label: re.Pattern[str]
    street: re.Pattern[str]
    there: re.Pattern[str]
    other_edition: re.Pattern[str]
    takes_place: re.Pattern[str]
    after_end: re.Pattern[str]
    figurative: re.Pattern[str]
    regions: re.Pattern[str]
    at: re.Pattern[str]
    visited: re.Pattern[str]
    framed: re.Pattern[str]
    towns_of: re.Pattern[str]
    elsewhere: re.Pattern[str]
    hosts: re.Pattern[str]
    begins: re.Pattern[str]
    ends: re.Pattern[str]
    begins_after: re.Pattern[str]
    ends_after: re.Pattern[str]
    begins_subject: re.Pattern[str]
    begins_verb: re.Pattern[str]
    ends_verb: re.Pattern[str]
    announced: re.Pattern[str]
    ends_subject: re.Pattern[str]
    handed: re.Pattern[str]
    handed_besides: re.Pattern[str]
    day_long: re.Pattern[str]
    lasts_before: re.Pattern[str]
    lasts_after: re.Pattern[str]
    lasts_years: re.Pattern[str]
    no_duration: re.Pattern[str]
    date_label: re.Pattern[str]
    notice: re.Pattern[str]
    pointers: re.Pattern[str]
    earlier: re.Pattern[str]
    learners: re.Pattern[str]
    again: re.Pattern[str]
    reported: re.Pattern[str]
    founded: re.Pattern[str]
    sitting: re.Pattern[str]
    deadline: re.Pattern[str]
    deadline_after: re.Pattern[str]
    after_that: re.Pattern[str]
    margin: re.Pattern[str]
    margin_first: re.Pattern[str]
    closes: re.Pattern[str]
    closing: re.Pattern[str]
    ceremony: re.Pattern[str]
    tense: dict[str, re.Pattern[str]]
    factuality: dict[str, re.Pattern[str]]


@cache
def rules() -> FactRules:
    """The compiled tables."""
    data = read_rules(resources.models() / "cues" / "facts.toml")
    compiled: dict[str, Any] = {
        key: compile_pattern(value) for key, value in data.items() if isinstance(value, str)
    }
    for key in _JUST_BEFORE:
        compiled[key] = re.compile(rf"(?:{compiled[key].pattern})\s*$")
    compiled["through"] = re.compile(rf"(?:(?:{compiled['through'].pattern})\b{_TO_NAME})+")
    for key in ("tense", "factuality"):
        compiled[key] = {name: compile_pattern(pattern) for name, pattern in data[key].items()}
    return FactRules(**compiled)


def dates(view: View, sentence: Sentence) -> list[When]:
    """The calendar dates of `sentence`, in text order, without the dateline."""
    return [
        When(mention, mention._.date, _side(view, sentence, mention))
        for mention in _dated(view, sentence)
        if mention._.date["type"] in {"DATE", "TIME"}
        and (mention._.date["from"] or mention._.date["to"])
        and not _dateline(view, sentence, mention)
        and not _of_text(view, sentence, mention)
        and not _came_before(view, sentence, mention)
    ]


def _came_before(view: View, sentence: Sentence, mention: Span) -> bool:
    """Whether a date is that of what came before, and another one follows: “Après Kara en mars, c'est lundi que …”."""
    if not rules().after_that.match(view.folded, sentence.start_char):
        return False
    aside = "," not in view.folded[sentence.start_char : mention.start_char]
    later = any(m.start > mention.start and m._.date["type"] == "DATE" for m in _dated(view, sentence))
    return aside and later


def yearless(view: View, sentences: Iterable[Sentence]) -> dict[str, Any] | None:
    """The first day or days that `sentences` name without a year, where nothing in the text tells it.

    The value has neither first nor last day, only its TIMEX3 (“XXXX-06-10/XXXX-06-13”).
    """
    found = (
        mention
        for sentence in sentences
        for mention in _dated(view, sentence)
        if _YEARLESS.match(str(mention._.date["timex"])) and not _of_text(view, sentence, mention)
    )
    mention = next(found, None)
    if mention is None:
        return None
    place = {"text": mention.text, "start": mention.start_char, "end": mention.end_char}
    return {**mention._.date, **place, "from": None, "to": None}


def hands_out(view: View, sentence: Sentence) -> bool:
    """Whether `sentence` tells that certificates are handed out, and nothing of the course that they attest."""
    return view.holds(rules().handed, sentence) and not view.holds(rules().handed_besides, sentence)


def made_known(view: View, sentence: Sentence) -> bool:
    """Whether `sentence` tells only when and where something was announced."""
    return view.holds(rules().announced, sentence)


def of_sitting(view: View, sentence: Sentence, mention: Span) -> bool:
    """Whether a date is that of a council or a press conference at which the event was told of."""
    before = view.folded[max(sentence.start_char, mention.start_char - _BEFORE) : mention.start_char]
    return rules().sitting.search(before) is not None


def labelled(view: View, sentences: Iterable[Sentence], label: re.Pattern[str]) -> list[Sentence]:
    """Those of `sentences` that a label opens (“Dates : …”), or that stand under it (“Où et quand ?”)."""
    found = []
    for sentence in sentences:
        match = label.match(view.sentence_text(sentence))
        if match and match.end() < sentence.end_char - sentence.start_char - 1:
            found.append(sentence)
        elif match:
            found += view.sentences[sentence.index + 1 : sentence.index + 2]
    return found


def notice(view: View, sentences: Iterable[Sentence]) -> bool:
    """Whether `sentences` ask people to enrol: fees, whom it is for, where to apply."""
    return any(rules().notice.match(view.sentence_text(sentence)) for sentence in sentences)


def day_long(view: View, sentence: Sentence) -> bool:
    """Whether `sentence` calls the event a day of training."""
    return view.holds(rules().day_long, sentence)


def _of_text(view: View, sentence: Sentence, mention: Span) -> bool:
    """Whether a date is that of a report (“a-t-on appris mercredi”), of a deadline, or of a body's founding."""
    before = view.folded[max(sentence.start_char, mention.start_char - _BEFORE) : mention.start_char]
    told = before.rstrip(" ,").removesuffix(" ce").removesuffix(" le")
    if any(match.end() == len(told) for match in rules().reported.finditer(told)):
        return True
    if rules().founded.search(before):
        return True
    clause = before[max(before.rfind(","), before.rfind(";")) + 1 :]
    ahead = rules().deadline_after.match(view.folded[mention.end_char : sentence.end_char])
    return ahead is not None or any(
        rules().deadline.search(text) for text in (clause, _line_above(view, sentence))
    )


def _line_above(view: View, sentence: Sentence) -> str:
    """The folded text of the line that heads a sentence at once: “Candidatures”."""
    above = view.sentences[sentence.index - 1] if sentence.index > 1 else None
    short = above and above.heading and above.end_char - above.start_char <= _LABEL
    return view.sentence_text(above) if above and short and not sentence.heading else ""


def _dateline(view: View, sentence: Sentence, mention: Span) -> bool:
    """Whether a date only says when the text was written: “Lomé, 8 mars (ABP) –”, “publié le …”, “Par X - 8 mars”."""
    if rules().date_label.match(view.folded, sentence.start_char) and _clocked(view, sentence):
        return False
    if _publication_line(view, sentence, mention):
        return True
    before = view.folded[sentence.start_char : mention.start_char]
    after = view.folded[mention.end_char : mention.end_char + _AGENCY]
    opens = mention.start_char - sentence.start_char <= _DATELINE
    return bool(opens and _AFTER_DATELINE.match(after)) or bool(opens and _BYLINE.search(before))


def _clocked(view: View, sentence: Sentence) -> bool:
    """Whether a line tells the hours of a day too, or the next one the place: a notice of what is to come."""
    lines = view.sentences[sentence.index : sentence.index + 2]
    placed = any(rules().place_label.match(view.folded, line.start_char) for line in lines)
    return placed or _HOURS.search(view.folded, sentence.start_char, sentence.end_char) is not None


def _publication_line(view: View, sentence: Sentence, mention: Span) -> bool:
    """Whether `sentence` is a line above the text that tells no more than when, and by whom, it was published."""
    value, published = mention._.date, view.published
    if not _above_text(view, sentence) or value["from"] != value["to"]:
        return False
    signed = any(
        m.label_ == "PER" for i in range(sentence.start, sentence.end) if (m := view.mention_at.get(i))
    )
    timed = _CLOCK.search(view.folded, sentence.start_char, sentence.end_char) is not None
    alone = mention.end_char - mention.start_char >= (sentence.end_char - sentence.start_char) * 2 // 3
    short = (
        view.whole[sentence.end_char - 1] not in ".!?…" and sentence.end_char - sentence.start_char < _LINE
    )
    return signed or timed or (short and value["from"] == published) or (alone and published is None)


def _above_text(view: View, sentence: Sentence) -> bool:
    """Whether `sentence` stands without a verb on a line of its own, before the first full sentence."""
    if sentence.index > _TOP or not view.begins_line(sentence) or _told_in_full(view, sentence):
        return False
    return not any(
        "Fin" in verb_form(token)
        for other in view.sentences[: sentence.index + 1]
        if not other.heading
        for token in view.doc[other.start : other.end]
    )


def _told_in_full(view: View, sentence: Sentence) -> bool:
    """Whether a line is a whole sentence, with a verb and a full stop: the text itself."""
    tokens = view.doc[sentence.start : sentence.end]
    return view.whole[sentence.end_char - 1] == "." and any("Fin" in verb_form(token) for token in tokens)


def duration(view: View, sentence: Sentence, *, told: bool, lasting: bool) -> str | None:
    """The first duration of the event that `sentence` states, as an ISO 8601 duration.

    In a sentence that announces the event (`told`) any duration counts that is no age and no time past; elsewhere
    only one that says that something lasts so long, or that stands in a headline. What is not `lasting`, a meeting
    or a visit, takes no months: such a length is that of what was agreed there.
    """
    for mention in _dated(view, sentence):
        value = mention._.date
        if value["type"] != "DURATION" or not value["timex"] or "X" in value["timex"]:
            continue
        before = view.folded[max(sentence.start_char, mention.start_char - 30) : mention.start_char]
        after = view.folded[mention.end_char : mention.end_char + 30]
        years, months = _YEARS.search(str(value["timex"])), _MONTHS.match(str(value["timex"]))
        if (years or months) and not lasting:
            continue
        told = told or (sentence.heading and not years)
        lasts = rules().lasts_before.search(before) or rules().lasts_after.match(after)
        lasts = lasts or _THROUGHOUT.search(mention.text)
        if years and not rules().lasts_years.search(before):
            continue
        if not rules().no_duration.search(before) and (lasts or told):
            return _in_days(str(value["timex"]))
    return None


def _in_days(length: str) -> str:
    """“48 heures” of training are two days."""
    match = re.fullmatch(r"PT(\d+)H", length)
    days = int(match[1]) // 24 if match and int(match[1]) % 24 == 0 else _LONG
    return f"P{days}D" if days < _LONG else length


def _dated(view: View, sentence: Sentence) -> Iterator[Span]:
    seen = set()
    for i in range(sentence.start, sentence.end):
        mention = view.mention_at.get(i)
        if mention is not None and mention.label_ == "DATE" and mention.start not in seen and mention._.date:
            seen.add(mention.start)
            yield mention


def _side(view: View, sentence: Sentence, mention: Span) -> str:
    """Whether a date is only the first day or only the last: by its own value, or by the words before it."""
    value = mention._.date
    if not (value["from"] and value["to"]):
        return "begins" if value["from"] else "ends"
    before = view.folded[max(sentence.start_char, mention.start_char - 45) : mention.start_char]
    before = _CLAUSE_END.sub("", before)
    before = before[
        max(before.rfind(","), before.rfind(" et "), *(m.end() for m in _DIGITS.finditer(before)), 0) :
    ]
    last = {
        name: max((m.end() for m in pattern.finditer(before)), default=-1)
        for name, pattern in (("begins", rules().begins), ("ends", rules().ends))
    }
    if max(last.values()) < 0:
        return _side_by_noun(view, sentence, mention)
    return "begins" if last["begins"] > last["ends"] else "ends"


def _side_by_noun(view: View, sentence: Sentence, mention: Span) -> str:
    """Whether the opening or the closing is what takes place on a day: “a présidé, hier à Lomé, l'ouverture de …”."""
    before = view.folded[sentence.start_char : mention.start_char]
    after = view.folded[mention.end_char : sentence.end_char]
    for side, subject, behind in (
        ("begins", rules().begins_subject, rules().begins_after),
        ("ends", rules().ends_subject, rules().ends_after),
    ):
        if subject.search(before) or behind.match(after):
            return side
    if len(before) <= _FIRST:
        for side, verb in (("begins", rules().begins_verb), ("ends", rules().ends_verb)):
            if verb.match(after):
                return side
    return "whole"
