"""Where the rule data lies: `models/` beside the package in a checkout, inside the package in a wheel."""

from __future__ import annotations

from functools import cache
from pathlib import Path

_HERE = Path(__file__).resolve().parent


@cache
def models() -> Path:
    """The folder of rule data; raises FileNotFoundError if the installation lacks it."""
    for folder in (_HERE / "models", _HERE.parent / "models"):
        if (folder / "chronique.cfg").is_file():
            return folder
    msg = f"rule data not found beside {_HERE}: install chronique again, or run it from a full checkout"
    raise FileNotFoundError(msg)
