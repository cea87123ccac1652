"""What one client may ask of the service."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Sizes in bytes and characters, times in seconds.

    `timeout` is for an article (the kernel ends the worker past it), `request` for all articles of a request,
    `upload` for the arrival of a body, `patience` for waiting until an engine is free.
    """

    body: int = 10_000_000
    chars: int = 100_000
    timeout: float = 30.0
    request: float = 300.0
    upload: float = 30.0
    patience: float = 5.0
