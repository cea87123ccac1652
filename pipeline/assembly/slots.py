"""A candidate filler of a role: a name, a phrase, or a description of people with its count."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.assembly.patterns import compile_pattern
from pipeline.assembly.view import View

# A general noun alone (“participants”), besides its count, does not say who they are.
_BARE = 1


@dataclass(frozen=True, slots=True)
class Slot:
    """A candidate filler: token span, label of the mention it is (None for a description), rule, and count.

    A `guess` is by no wording that it fills the role: the last resort.
    """

    start: int
    end: int
    label: str | None
    rule: str
    count: int | None = None
    approximate: bool = False
    head: int | None = None
    guess: bool = False

    @property
    def described(self) -> bool:
        """Whether there are words beside a count."""
        return self.end > self.start


def generic(view: View, slot: Slot) -> bool:
    """Whether a description says no more than that people take part (“les 50 participants”)."""
    head = slot.start if slot.head is None else slot.head
    noun = compile_pattern("{anybody}").match(view.folded, view.doc[head].idx)
    if noun is None:
        return False
    event = compile_pattern(
        "(?:de la |du |de cette |de ce |de l'|à la |à l'|au )(?:{training}|{session}|{anaphor})"
    )
    after = noun.end() + 1
    whence = compile_pattern("{whence}").match(view.folded, after)
    return slot.end - head <= _BARE or whence is not None or event.match(view.folded, after) is not None
