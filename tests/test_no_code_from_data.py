"""Nothing that an article says is ever run: Python's audit events show it (PEP 578)."""

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# What runs code, gives it to the compiler, finds a class to unpickle, or starts a program.
WATCHED = (
    "compile",
    "exec",
    "pickle.find_class",
    "os.system",
    "os.exec",
    "os.fork",
    "os.posix_spawn",
    "subprocess.Popen",
    "import",
    "marshal.loads",
    "ctypes.dlopen",
)

# A hook cannot be taken away again, so this runs in a process of its own.
SCRIPT = """
import sys
from pathlib import Path
from pipeline.batch.worker import Settings, load_processor
from pipeline.reading import read
from pipeline.records import Reject

watched = set(sys.argv[1].split(","))
process = load_processor(Settings(emit="documents"))

def work(path):
    kinds = [item if isinstance(item, Reject) else process(item) for item in read([path])]
    return [(k.reason if isinstance(k, Reject) else k.reject.reason if k.reject else "records") for k in kinds]

work(sys.argv[2])  # what libraries import at their first use
seen = []
sys.addaudithook(lambda name, arguments: seen.append((name, repr(arguments)[:200])) if name in watched else None)
compile("1", "control", "eval")
for path in sys.argv[2:]:
    print(*sorted(set(work(path))))
print(*seen, sep="\\n")
"""

PAYLOADS = (
    "__import__('os').system('touch /tmp/pwned')",
    "{{ self.__init__.__globals__ }} ${jndi:ldap://x} %(id)s {0.__class__} `id` $(id)",
    "eval(compile('import os', 'x', 'exec')) le 27 mai __import__('os') 2019",
    "!!python/object/apply:os.system ['id']",
    "cos\nsystem\n(S'id'\ntR.",
    "gASVHQAAAAAAAACMBXBvc2l4lIwGc3lzdGVtlJOUjAJpZJSFlFKULg==",
    "'; DROP TABLE documents; -- <script>alert(1)</script> =cmd|'/c calc'!A1",
    "du 3 au lambda: exec('1') juin 2019, 1e309, 0x7f, 9**9**9**9",
)
SENTENCE = "Lundi 27 mai 2019, {} a formé 12 cadres togolais en {} à Lomé. Le ministre {} a reçu {}."


def write(path: Path, texts: list[str]) -> str:
    rows = [{"id": f"{path.stem}-{n}", "title": text[:80], "text": text} for n, text in enumerate(texts)]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return str(path)


def test_articles_run_no_code(tmp_path: Path) -> None:
    plain = [SENTENCE.format("Alibaba", "Big data", "Ama Koné", "une délégation chinoise"), "Rien."]
    evil = [SENTENCE.format(*[payload] * 4) for payload in PAYLOADS] + list(PAYLOADS)
    names = write(tmp_path / "plain.jsonl", plain), write(tmp_path / "evil.jsonl", evil)
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, ",".join(WATCHED), *names],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
    )
    assert done.returncode == 0, done.stderr
    plain_kinds, evil_kinds, control, *events = done.stdout.splitlines()
    assert (plain_kinds, evil_kinds) == ("records", "records")
    assert control.startswith("('compile'")  # the hook is awake
    assert events == []
