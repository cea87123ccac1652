"""Who speaks in office: those who open and close a training teach nothing there."""

from __future__ import annotations

from pipeline.assembly.patterns import compile_pattern
from pipeline.assembly.slots import Slot
from pipeline.assembly.view import View

# So many characters hold an office with what it governs, before its holder's name.
_REACH = 70


def in_authority(view: View, slot: Slot) -> bool:
    """Whether a candidate holds public office: “le préfet du cercle”, “la ministre des Sports, | Awa Diop”."""
    start, end = view.starts[slot.start], view.ends[slot.end - 1]
    if slot.label is None:
        return compile_pattern("{authorities}").match(view.folded, start) is not None
    if slot.label != "PER":
        return False
    after = compile_pattern("(?:le |la )?(?:nouve(?:au|lle) )?{authorities}")
    told = view.folded[end : end + 2]
    if told in {", ", " ,"} and after.match(view.folded, end + 2):
        return True
    before = view.folded[max(view.sentence_of(slot.start).start_char, start - _REACH) : start]
    held = compile_pattern(
        "(?:le |la )?{authorities}"
        "(?: (?:[\\w-]+ )?(?:de la |de l'|du |des |de |d')[^.;:!?«»,]{2,50}?)?"
        ",? ?(?:l[ea] [\\w-]{4,20} )?(?:{title} )*$"
    ).search(before)
    # “le conseiller du ministre, | X”: whom X serves.
    serves = compile_pattern("(?:{people}|{officials})(?: [\\w-]+)? (?:du |de la |des |de )$")
    return held is not None and serves.search(before[: held.start()]) is None
