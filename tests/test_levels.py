"""Imports go only to a lower level (docs/architecture.md), and who reads records needs no spaCy."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
MODULES = sorted((ROOT / "pipeline").rglob("*.py"))

# The level of a room: a package or a module; the longest name that fits counts. Rooms of one level do not
# know each other; within a room every module may import every other.
LEVELS = {
    "pipeline": 0,
    "pipeline.records": 0,
    "pipeline.resources": 0,
    "pipeline.rejection": 0,
    "pipeline.links": 0,
    "pipeline.clean": 0,
    "pipeline.lexicon": 1,
    "pipeline.reading": 1,
    "pipeline.view": 1,
    "pipeline.countries": 2,
    "pipeline.topic_files": 2,
    "pipeline.trained_ner": 2,
    "pipeline.networks": 1,
    "pipeline.weight_files": 1,
    "pipeline.distinct_words": 2,
    "pipeline.quick_ner": 2,
    "pipeline.quick_start": 2,
    "pipeline.window_layers": 2,
    "pipeline.french_dates": 2,
    "pipeline.formats": 2,
    "pipeline.store": 2,
    "pipeline.topics": 3,
    "pipeline.evaluation": 3,
    "pipeline.interchange": 3,
    "pipeline.components": 4,
    "pipeline.same_event": 4,
    "pipeline.taxonomy": 4,
    "pipeline.assembly": 5,
    "pipeline.components.taught": 6,
    "pipeline.components.topics": 7,
    "pipeline.components.events": 7,
    "pipeline.extraction": 8,
    "pipeline.checking": 9,
    "pipeline.explanation": 9,
    "pipeline.batch": 9,
    "pipeline.serve": 10,
    "pipeline.commands": 11,
    "pipeline.cli": 12,
    "pipeline.__main__": 13,
}
SPACYLESS = ("records", "reading", "evaluation", "formats", "interchange", "store", "view", "cli")


def module_of(path: Path) -> str:
    """`pipeline/batch/run.py` as `pipeline.batch.run`."""
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


NAMES = {module_of(path) for path in MODULES}


def room(module: str) -> str:
    """The room of `module`; one directly under `pipeline` is a room of its own."""
    fitting = [name for name in LEVELS if module == name or module.startswith(f"{name}.")]
    found = max(fitting, key=len)
    assert found != "pipeline" or module == "pipeline", f"give {module} a level in tests/test_levels.py"
    return found


def imported(path: Path) -> Iterator[str]:
    """The modules of ours that the file imports, also within functions."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name.split(".")[0] == "pipeline")
        elif isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "pipeline":
            for alias in node.names:
                full = f"{node.module}.{alias.name}"
                yield full if full in NAMES else str(node.module)


# The package itself gives the public names on first use, from above.
@pytest.mark.parametrize("path", [p for p in MODULES if module_of(p) != "pipeline"], ids=module_of)
def test_imports_go_to_a_lower_level(path: Path) -> None:
    own = room(module_of(path))
    for target in imported(path):
        other = room(target)
        assert own == other or LEVELS[other] < LEVELS[own], f"{own} ({LEVELS[own]}) imports {target}"


def test_what_reads_records_starts_without_spacy() -> None:
    modules = [f"pipeline.{name}" for name in SPACYLESS]
    modules += [name for name in sorted(NAMES) if room(name) in modules]
    script = f"import importlib, sys; [importlib.import_module(m) for m in {modules}]; sys.exit('spacy' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, cwd=ROOT, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
