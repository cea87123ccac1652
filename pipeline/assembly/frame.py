"""An event in the making."""

from __future__ import annotations

from dataclasses import dataclass, field

from pipeline.assembly.eventtypes import EventType
from pipeline.assembly.phrase_rules import TokenSpan
from pipeline.assembly.triggers import Trigger
from pipeline.assembly.view import Sentence
from pipeline.records import Factuality


@dataclass
class Frame:
    """An event in the making: its type, its trigger, and the sentences that tell of it.

    `told` are the sentences with a trigger; `context` those that may add role fillers besides. `title` is the
    token span of its line's title where it is an item of a `programme`. A `side` frame is told beside its `main` one,
    under the line `block` of the page where that is its own.
    """

    type: EventType
    trigger: tuple[int, int]
    rule: str
    side: bool
    factuality: Factuality | None
    strength: int
    session: bool
    told: list[Sentence] = field(default_factory=list)
    context: list[Sentence] = field(default_factory=list)
    title: TokenSpan | None = None
    programme: Frame | None = None
    likely: Factuality = "held"
    main: Frame | None = None
    block: int | None = None

    @property
    def sentences(self) -> list[Sentence]:
        """All sentences of the event in text order."""
        return sorted({*self.told, *self.context}, key=lambda s: s.index)


def frame_of(event_type: EventType, sentence: Sentence, trigger: Trigger) -> Frame:
    """The event that `trigger` announces in `sentence`."""
    match, cue = trigger
    return Frame(
        event_type,
        match.span(),
        cue.rule,
        cue.side,
        cue.factuality,
        cue.strength,
        cue.session,
        [sentence],
        likely=cue.likely,
    )


def side_frame(main: Frame, sentence: Sentence, trigger: Trigger) -> Frame:
    """The event that `trigger` announces in `sentence` beside the `main` one."""
    frame = frame_of(main.type, sentence, trigger)
    frame.side, frame.main = True, main
    return frame
