"""Which sentences tell of which event.

An article is cut into sections (one, unless headings and dates show several items on a page). In a section all
mentions of an article-scope type are one event, except those that a side trigger opens (“une prochaine session”,
“ils souhaitent une formation”); a sentence-scope type has one event a trigger sentence, continued where the
article takes it up again (“cette rencontre”).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from pipeline.assembly.apart import (
    apart_from,
    at_margin,
    background,
    elsewhere_on_days,
    links_elsewhere,
    other_days,
)
from pipeline.assembly.blocks import Blocks
from pipeline.assembly.eventtypes import EventType, event_types
from pipeline.assembly.facts import dates, rules
from pipeline.assembly.frame import Frame, frame_of, side_frame
from pipeline.assembly.listings import programme
from pipeline.assembly.patterns import compile_pattern
from pipeline.assembly.triggers import (
    DEFINITE,
    Trigger,
    debates,
    indefinite,
    taken_up,
    triggers,
    triggers_among,
)
from pipeline.assembly.view import Sentence, View

# Lines and sentences that may make up the lead, the title above them.
_LEAD = 3
# How many sentences on “cette rencontre” may speak of an event again, and a sentence with a trigger of its own.
_NEAR, _NEXT = 4, 1
# Sentences of so many characters that are alike are one, told twice.
_LONG = 40
# So many words of learning outweigh one of another sense.
_CLEAR = 2
_COMPLEMENT = re.compile(r" (?:de |d'|du |des |sur |entre |avec )")
_DEMONSTRATIVE = re.compile(r"\b(?:cet|cette|ce|ces|ledit|ladite|lesdites) $")
# “Il faut rappeler que …” takes up nobody.
_IMPERSONAL = (
    r"(?! (?:faut|faudra|convient|y a|y avait|importe|reste|semble|s'agit|sied"
    r"|est (?:à|prévu|utile|bon|important|question|vrai|temps|probable|possible)))"
)
_PRONOUN_FIRST = re.compile(
    rf"(?:[^,]{{3,40}}, )?(?:elles?|ils|il{_IMPERSONAL}|celle-ci|celui-ci|celles-ci|ceux-ci)\b"
)
_PRONOUN = re.compile(r"(?:elles?|ils?|celle-ci|celui-ci|celles-ci|ceux-ci)\b")


def find_frames(view: View) -> list[Frame]:
    """The candidate events of a Doc in text order of their first trigger."""
    frames = [
        frame
        for section in sections(view)
        for event_type in event_types()
        for frame in _frames(view, section, event_type)
    ]
    return sorted(_without_doubles(view, frames), key=lambda frame: (frame.told[0].index, frame.trigger))


def sections(view: View) -> list[list[Sentence]]:
    """The sentences of a page by item: headings that are each followed by a date line open items."""
    starts = [
        s.index
        for s, nxt in zip(view.sentences, view.sentences[1:], strict=False)
        if s.heading and _is_date(view, nxt)
    ]
    told = [s for s in view.sentences if not links_elsewhere(view, s)]
    if len(starts) < 2:  # noqa: PLR2004 (one dated heading is the article's own)
        return [told]
    bounds = [0, *starts, len(view.sentences)]
    cut = [[s for s in told if a <= s.index < b] for a, b in pairwise(bounds)]
    return [section for section in cut if section]


def _is_date(view: View, sentence: Sentence) -> bool:
    if rules().date_label.match(view.folded, sentence.start_char):
        return any(True for _ in dates(view, sentence))
    mention = view.mention_at.get(sentence.start)
    return mention is not None and mention.label_ == "DATE" and mention.end >= sentence.end - 1


def _frames(view: View, section: list[Sentence], event_type: EventType) -> Iterator[Frame]:
    if event_type.article_scope:
        yield from _article_frames(view, section, event_type)
    else:
        yield from _sentence_frames(view, section, event_type)


def _article_frames(view: View, section: list[Sentence], event_type: EventType) -> Iterator[Frame]:
    main: Frame | None = None
    sides: list[Frame] = []
    open_side: Frame | None = None
    blocks = Blocks(view)
    for sentence, side, plain in _announcing(view, section, event_type):
        if side and main is not None and _stands(main, sentence):
            open_side = side_frame(main, sentence, side)
            sides.append(open_side)
            continue
        if plain and open_side is not None and _below(blocks, open_side, sentence):
            open_side.told.append(sentence)
            continue
        if plain and main is not None and (beside := _beside(view, blocks, main, sentence, plain)):
            open_side = beside
            sides.append(open_side)
        elif plain:
            main = _told(main, frame_of(event_type, sentence, plain))
            open_side = None
        elif open_side is not None and _goes_on(view, blocks, open_side, sentence):
            open_side.context.append(sentence)
        elif main is not None:
            open_side = None
            if not background(view, main.told, sentence):
                main.context.append(sentence)
    if main is not None and _learned(view, section, main) and _meant(view, section, main):
        before = [s for s in section if s.index < main.told[0].index]
        main.context = [*before, *main.context]
        items = _programme_items(view, section, main)
        yield from items or [main]
        yield from sides if not items else ()


def _announcing(
    view: View, section: list[Sentence], event_type: EventType
) -> Iterator[tuple[Sentence, Trigger | None, Trigger | None]]:
    """The sentences with their triggers, without those that tell of something at the margin of the event.

    Pages repeat the lead, or whole paragraphs: what stood there before tells nothing again.
    """
    told: set[str] = set()
    for sentence in section:
        text = view.sentence_text(sentence)
        if len(text) > _LONG and text in told:
            continue
        told.add(text)
        side, plain = triggers(view, sentence, event_type)
        met = plain and plain[1].strength == 1 and debates(view, plain[0].span())
        if side or sentence is section[0] or not (met or at_margin(view, sentence)):
            yield sentence, side, plain


def _told(main: Frame | None, again: Frame) -> Frame:
    """The main event, announced once more by the sentence of `again`."""
    if main is None:
        return again
    main.told += again.told
    main.strength = max(main.strength, again.strength)
    return main


def _beside(view: View, blocks: Blocks, main: Frame, sentence: Sentence, trigger: Trigger) -> Frame | None:
    """The event that `sentence` tells beside the main one: in another block, on other days, or elsewhere."""
    if _new_block(view, blocks, main, sentence, trigger):
        return _block_frame(blocks, main, sentence, trigger)
    apart = other_days(view, main.told, sentence) and not taken_up(view, sentence, trigger)
    if apart or _introduced(view, main, sentence, trigger):
        return side_frame(main, sentence, trigger)
    return None


def _goes_on(view: View, blocks: Blocks, side: Frame, sentence: Sentence) -> bool:
    """Whether `sentence` goes on about the event beside the main one: by a pronoun, or under its own heading."""
    return _below(blocks, side, sentence) or _PRONOUN.match(view.sentence_text(sentence)) is not None


def _below(blocks: Blocks, side: Frame, sentence: Sentence) -> bool:
    """Whether a heading announced the event beside the main one, or headed its block, and `sentence` stands below."""
    own = side.block is not None and blocks.of(sentence) == side.block
    return own or (side.told[0].heading and not sentence.heading)


def _introduced(view: View, main: Frame, sentence: Sentence, trigger: Trigger) -> bool:
    """Whether an indefinite noun brings in another event: “une formation” on other days or elsewhere."""
    if not _stands(main, sentence):
        return False
    if "VERB" in trigger[1].pos:
        return elsewhere_on_days(view, main.told, sentence)
    return indefinite(view, sentence, trigger) and apart_from(view, main.told, sentence)


def _new_block(view: View, blocks: Blocks, main: Frame, sentence: Sentence, trigger: Trigger) -> bool:
    """Whether a report tells of another event under its own line: a new one by its noun, or by its days."""
    ours, theirs = blocks.of(_first_told(main)), blocks.of(sentence)
    if ours is None or theirs is None or ours == theirs or sentence.heading or main.told[0].index <= ours:
        return False
    return indefinite(view, sentence, trigger) or apart_from(view, main.told, sentence)


def _first_told(main: Frame) -> Sentence:
    """The first sentence that announces an event, a heading only if no other does."""
    return next((s for s in main.told if not s.heading), main.told[0])


def _block_frame(blocks: Blocks, main: Frame, sentence: Sentence, trigger: Trigger) -> Frame:
    """The event of another block of the page; what stood before `sentence` in that block told of it already."""
    frame = side_frame(main, sentence, trigger)
    frame.block = blocks.of(sentence)
    frame.context = [s for s in main.context if blocks.of(s) == frame.block]
    main.context = [s for s in main.context if blocks.of(s) != frame.block]
    return frame


def _stands(main: Frame, sentence: Sentence) -> bool:
    """Whether the text before `sentence` told of the main event: the lead takes up the title, it tells nothing else."""
    told = any(not other.heading for other in main.told)
    return told or sentence.index - main.told[0].index > _LEAD


def _programme_items(view: View, section: list[Sentence], main: Frame) -> list[Frame]:
    """The dated lines of a programme that `main` announces, an event each; what stands before them is common."""
    items = [item for item in programme(view) if section[0].index <= item.sentence.index <= section[-1].index]
    if len(items) < 2:  # noqa: PLR2004 (one dated line is no programme)
        return []
    first = items[0].sentence.index
    main.told = [s for s in main.told if s.index < first] or main.told[:1]
    main.context = [s for s in main.context if s.index < first]
    frames = []
    for item, nxt in zip(items, [*items[1:], None], strict=True):
        end = nxt.sentence.index if nxt else item.sentence.index + 3
        context = [s for s in section if item.sentence.index < s.index < end]
        trigger = (view.doc[item.title[0]].idx, item.sentence.end_char)
        frames.append(
            Frame(
                main.type,
                trigger,
                f"{main.type.name}.programme",
                False,
                None,
                2,
                False,
                [item.sentence],
                context,
                item.title,
                main,
            )
        )
    return frames


def _learned(view: View, section: list[Sentence], frame: Frame) -> bool:
    """Whether a frame that only weak triggers announce has a word of learning beside it."""
    learning = frame.type.learning
    if frame.strength > 1 or learning is None:
        return True
    return any(view.holds(learning, s) for s in section)


def _meant(view: View, section: list[Sentence], frame: Frame) -> bool:
    """Whether a noun with several senses has the sense of the type: no word of another sense is beside it."""
    senses, ambiguous = frame.type.senses, frame.type.ambiguous
    if senses is None or ambiguous is None:
        return True
    found = (m for s in frame.told for cue in triggers_among(s, frame.type) for m in cue.matches(view, s))
    if any(ambiguous.match(view.folded, match.start()) is None for match in found):
        return True
    return not any(view.holds(senses, s) for s in section) or _taught(view, section, frame.type)


def _taught(view: View, section: list[Sentence], event_type: EventType) -> bool:
    """Whether words that have no other sense show that people learn: a course for referees names matches too."""
    learning, ambiguous = event_type.learning, event_type.ambiguous
    if learning is None or ambiguous is None:
        return False
    words = (m for s in section for m in learning.finditer(view.folded, s.start_char, s.end_char))
    return sum(ambiguous.match(view.folded, m.start()) is None for m in words) >= _CLEAR


def _sentence_frames(view: View, section: list[Sentence], event_type: EventType) -> Iterator[Frame]:
    frames: list[Frame] = []
    session: Frame | None = None
    for sentence in section:
        side, plain = triggers(view, sentence, event_type, outside_names=True)
        trigger = plain or side
        same = _told_again(view, frames, sentence, trigger) if trigger else None
        if trigger and trigger[1].session and session is not None:
            session.told.append(sentence)
        elif trigger and same:
            same.told.append(sentence)
            same.strength = max(same.strength, trigger[1].strength)
        elif trigger:
            frames.append(frame_of(event_type, sentence, trigger))
            if trigger[1].session:
                session = frames[-1]
        elif frames and (_takes_up(view, frames[-1], sentence) or _headed(view, frames[-1], sentence)):
            frames[-1].told.append(sentence)
        elif frames and _continues(view, frames[-1], sentence):
            frames[-1].context.append(sentence)
    if frames and len(section) > 1 and section[0].heading and _is_date(view, section[1]):
        frames[0].context[:0] = [s for s in section[:2] if s not in frames[0].told]
    yield from (frame for frame in frames if _learned(view, frame.sentences, frame))


def _told_again(view: View, frames: list[Frame], sentence: Sentence, trigger: Trigger) -> Frame | None:
    """The event before `sentence` that its trigger only names again: under its headline, or with a definite noun."""
    if not frames:
        return None
    match, cue = trigger
    if _lead_of(frames[-1], sentence) or _takes_up(view, frames[-1], sentence, _NEXT):
        return frames[-1]
    before = view.folded[max(0, match.start() - 6) : match.start()]
    if not cue.session and not DEFINITE.search(before):
        return None
    noun = match[0].split()[0].rstrip("s")
    named = (f for f in reversed(frames) if view.folded[slice(*f.trigger)].split()[0].rstrip("s") == noun)
    return next(named, None)


def _takes_up(view: View, frame: Frame, sentence: Sentence, within: int = _NEAR) -> bool:
    """Whether `sentence` speaks of the event of `frame` again (“cette rencontre”), not far behind it."""
    anaphor = frame.type.anaphor
    near = sentence.index - frame.sentences[-1].index <= within
    return bool(near and anaphor and anaphor.search(view.sentence_text(sentence)))


def _headed(view: View, frame: Frame, sentence: Sentence) -> bool:
    """Whether `sentence` is the first one under the headline that announces `frame`."""
    return (
        frame.told[-1].heading
        and not sentence.heading
        and view.sentences[sentence.index - 1] is frame.told[-1]
    )


def _lead_of(frame: Frame, sentence: Sentence) -> bool:
    """Whether `sentence`, which has a trigger too, opens the text under the headline that announces `frame`."""
    return frame.told[-1].heading and sentence.index - frame.told[-1].index <= _LEAD


def _continues(view: View, frame: Frame, sentence: Sentence) -> bool:
    """Whether `sentence` goes on telling of a sentence-scope event: by a pronoun, in its lead, or of a session."""
    last = frame.sentences[-1].index
    pronoun = sentence.index == last + 1 and _PRONOUN_FIRST.match(view.sentence_text(sentence))
    return bool(pronoun) or frame.session or _lead_of(frame, sentence)


def _without_doubles(view: View, frames: list[Frame]) -> list[Frame]:
    """A session that people learn in is a training; one that debates, validates or adopts is a meeting."""
    kept = [f for f in frames if not (f.type.article_scope and f.strength == 1 and _debates(view, f))]
    first = min((f.told[0].index for f in kept if f.type.article_scope), default=len(view.sentences))
    kept = [f for f in kept if f.type.article_scope or f.told[0].index <= first or not _again(view, f)]
    trained = {
        s.index for f in kept if f.type.article_scope for g in (f, f.programme) if g for s in g.sentences
    }
    return [f for f in kept if not (f.session and any(sentence.index in trained for sentence in f.told))]


def _again(view: View, frame: Frame) -> bool:
    """Whether a frame is opened by a noun that takes up the training told before it: “ces assises”, “la rencontre”."""
    start = frame.trigger[0]
    noun = compile_pattern("{anaphor}|{session}").match(view.folded, start)
    if noun is None:
        return False
    left = view.folded[max(0, start - 8) : start]
    bare = _COMPLEMENT.match(view.folded, noun.end()) is None
    return _DEMONSTRATIVE.search(left) is not None or (bare and DEFINITE.search(left) is not None)


def _debates(view: View, frame: Frame) -> bool:
    return debates(view, frame.trigger)
