"""An output whose records know their earlier reports (`--link`)."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from pipeline.batch.manifest import Manifest
from pipeline.batch.outcome import Outcome
from pipeline.batch.output import FileOutput, Output
from pipeline.records import Document, Event
from pipeline.same_event import EventLinker


class LinkedOutput:
    """Fills `same_as` in the records that go to `output`, which come in input order.

    A run that resumes first reads again what it wrote, so that its records are the same as without a stop.
    """

    def __init__(self, output: Output, emit: Literal["events", "documents"]) -> None:
        self._output = output
        self._emit = emit
        self._linker = EventLinker()
        if isinstance(output, FileOutput):
            for line in output.written():
                self._linked(line)

    @property
    def manifest(self) -> Manifest:
        """The manifest of the output."""
        return self._output.manifest

    def write(self, outcome: Outcome) -> None:
        """Links, and writes."""
        self._output.write(replace(outcome, records=list(map(self._linked, outcome.records))))

    def close(self, *, finished: bool) -> None:
        """Closes the output."""
        self._output.close(finished=finished)

    def abandon(self) -> None:
        """Abandons the output."""
        self._output.abandon()

    def _linked(self, line: str) -> str:
        if self._emit == "documents":
            return self._linker.link(Document.model_validate_json(line)).to_json()
        return self._linker.link(Event.model_validate_json(line)).to_json()
