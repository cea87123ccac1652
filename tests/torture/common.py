"""What the torture tests share: the program as a process, news of our own making, digests."""

import hashlib
import json
import random
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_PEOPLE = ["Ama Koné", "Kossi Mensah", "Fatou Diop", "Jean Ahouansou", "Mariam Traoré"]
_TOPICS = ["couture", "comptabilité", "maraîchage biologique", "programmation", "gestion des stocks"]
_PLACES = ["Lomé", "Kara", "Dakar", "Cotonou", "Bamako", "Abidjan"]
_SYLLABLES = ["ba", "dou", "kri", "lan", "mé", "no", "pa", "ris", "sol", "tu", "ve", "zim"]


def command(*arguments: object) -> list[str]:
    return [sys.executable, "-m", "pipeline", *map(str, arguments)]


def run(*arguments: object) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(command(*arguments), capture_output=True, check=False, cwd=ROOT)


def sha256(*paths: Path) -> str:
    return hashlib.sha256(b"\0".join(path.read_bytes() for path in paths)).hexdigest()


def sentence(rng: random.Random) -> str:
    person, topic, place = (rng.choice(names) for names in (_PEOPLE, _TOPICS, _PLACES))
    return (
        f"{person} a ouvert le {rng.randint(1, 28)} mai 2019 à {place} une formation en {topic} "
        f"au profit de {rng.randint(5, 90)} femmes."
    )


def invented(rng: random.Random, words: int) -> str:
    """Words that no vocabulary holds."""
    return " ".join("".join(rng.choices(_SYLLABLES, k=rng.randint(2, 5))) for _ in range(words))


def write_news(path: Path, texts: list[str]) -> Path:
    with path.open("w", encoding="utf-8") as file:
        for number, text in enumerate(texts):
            file.write(json.dumps({"id": f"n{number}", "text": text}, ensure_ascii=False) + "\n")
    return path


def ids(path: Path) -> list[str]:
    with path.open(encoding="utf-8") as file:
        return [json.loads(line)["id"] for line in file]
