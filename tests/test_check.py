import re
import shutil
import subprocess
import sys
from dataclasses import replace
from itertools import chain
from pathlib import Path

import pytest

from pipeline import resources, topics
from pipeline.assembly.cues import Cue, parse_cue
from pipeline.assembly.eventtypes import event_types
from pipeline.checking import cues, date_rules, events, examples, tables, topic_domains
from pipeline.checking.rule_files import alternatives
from pipeline.french_dates import find_dates, rules
from pipeline.topic_files import TopicFile
from pipeline.topics import TopicLexicon

ROOT = Path(__file__).resolve().parent.parent
MODULES = (tables, topic_domains, date_rules, cues, events)
TRAINING = "events/training.toml"
# A rule file, what is appended to it, and what check says.
APPENDED = [
    ("lexicons/particles.tsv", "zu\n", r"particles.tsv, line \d+: 1 cells in \['zu'\]; the header has 2"),
    ("lexicons/particles.tsv", "de\tany\n", r"particles.tsv, line \d+: 'de' is already in line \d+"),
    ("lexicons/particles.tsv", "zu \tany\n", r"particles.tsv, line \d+, form: spaces at the edge of 'zu '"),
    ("lexicons/particles.tsv", "zu|zu\tany\n", r"line \d+, form: 'zu' is there 2 times"),
    ("lexicons/particles.tsv", "zu|\tany\n", r"line \d+, form: an empty alternative in 'zu\|'"),
    ("topics/sport.toml", '"foot" = ["Tricot"]\n', r"'Tricot' is already listed in artisanat.toml, "),
    ("topics/sport.toml", '"foot" = 3\n', r"topics/sport.toml, line \d+: terms, 'foot' = 3"),
    (TRAINING, '[[trigger]]\npattern = "x"\n', r"training.toml, line \d+: a rule without a name"),
    (TRAINING, '[[trigger]]\nrule = "x"\n', r"training.toml, line \d+: pattern = None: give a pattern"),
    (
        TRAINING,
        '[[trigger]]\nrule = "training.noun"\npattern = "xy"\n',
        r"'training.noun' is already named in",
    ),
    (
        TRAINING,
        '[[role.organiser]]\nrule = "x"\npattern = "chez"\naccpt = ["ORG"]\n',
        r"training.toml, line \d+: unknown key 'accpt': did you mean 'accept'\?",
    ),
    (
        TRAINING,
        '[[role.organiser]]\nrule = "x"\npattern = "chez"\n[[role.organiser]]\nrule = "y"\npattern = "chez"\n',
        r"training.toml, line \d+: rule 'y' is shadowed: 'x' \(events/training.toml, line \d+\) matches all",
    ),
    (
        TRAINING,
        '[[role.organizer]]\nrule = "x"\npattern = "chez"\n',
        r"'organizer', which is no role: did you",
    ),
    (TRAINING, '[[trigger]]\nrule = "x"\npattern = "(a"\n', r"line \d+: pattern: pattern '\(a': missing \)"),
    (TRAINING, '[[trigger]]\nrule = "x"\npattern = "{trainin}"\n', r"unknown word class 'trainin'"),
    (TRAINING, '[[trigger]]\nrule = "x"\npattern = "{v:@hold}"\n', r"pattern names the word class 'hold'"),
    (TRAINING, '[[trigger]]\nrule = "x"\npattern = "{v:xyz}"\n', r"the forms of 'xyz' are unknown"),
    (
        TRAINING,
        '[[trigger]]\nrule = "x"\npattern = "a"\ntake = "rigth"\n',
        r"take = 'rigth': did you mean 'right'",
    ),
    (TRAINING, '[[trigger]]\nrule = "x"\npattern = "a"\nside = 1\n', r"side = 1: give a value of type bool"),
    (
        TRAINING,
        '[[trigger]]\nrule = "x"\npattern = "a"\nstrength = 7\n',
        r"strength = 7: give one of",
    ),
    (TRAINING, '[[trigger]]\nrule = "x"\npattern = "a"\nexamples = "b"\n', r"examples = 'b': give a list"),
    (
        TRAINING,
        '[[trigger]]\nrule = "x"\npattern = "a"\naccept = ["ORGS"]\n',
        r"accept = \['ORGS'\]: give PER",
    ),
    (TRAINING, "[[trigger]\n", r"events/training.toml: not readable as TOML"),
    ("cues/facts.toml", 'maybe = "(a"\n', r"cues/facts.toml, line \d+: unknown key 'maybe': use one of"),
    (
        "cues/classes.toml",
        'odd = ["a", "b", "a"]\n',
        r"cues/classes.toml, line \d+: odd: 'a' is listed 2 times",
    ),
    ("cues/topics.toml", '[[cue]]\nrule = "x"\npattern = "a"\ntake = "lisst"\n', r"did you mean 'list'"),
    ("lexicons/date_rules.toml", '[[rule]]\nname = "x"\n', r"line \d+: rule 'x': key 'shape' is missing"),
    (
        "lexicons/date_rules.toml",
        '[[combination]]\nname = "edge"\nexamples = []\n',
        r"'edge' is already named in",
    ),
    ("lexicons/date_rules.toml", "[[ruel]]\n", r"unknown key 'ruel': did you mean 'rule'"),
]
REPLACED = [
    (TRAINING, "scope =", "scop =", r"training.toml, line \d+: unknown key 'scop': did you mean 'scope'"),
    (TRAINING, 'scope = "article"', 'scope = "page"', r"scope = 'page': give one of"),
    (TRAINING, 'topics = "topic"', 'topics = "subject"', r"topics = 'subject' is none of the roles"),
    (TRAINING, '["topic", "date"]', '["topic", "dat"]', r"requires 'dat': did you mean 'date'"),
    (TRAINING, 'type = "training"', 'type = "visit"', r"type 'visit' is that of events/training.toml"),
    (TRAINING, "roles =", "role_names =", r"events/training.toml: key 'roles' is missing"),
    ("topics/sport.toml", 'domain = "sport"', 'domain = "culture"', r"'culture' is that of culture.toml"),
    ("topics/sport.toml", "keywords = [", 'keywords = ["hydroponie",', r"keyword 'hydroponie' never counts"),
    ("topics/sport.toml", "examples = [", "exemples = [", r"unknown key 'exemples': did you mean 'examples'"),
    (
        "topics/sport.toml",
        "examples = [",
        'examples = ["[EPS|sport]",',
        r"'EPS': its name is 'éducation physique",
    ),
    (
        "cues/facts.toml",
        "hosts = ",
        "host = ",
        r"facts.toml, line \d+: unknown key 'host': did you mean 'hosts'",
    ),
    ("cues/facts.toml", "hosts = ", "host = ", r"cues/facts.toml: key 'hosts' is missing"),
    ("cues/phrases.toml", "areas = [", "areas = []\narea = [", r"line \d+: areas = \[\]: give at least one"),
    ("cues/facts.toml", "held = ", 'held = "(a"\nheld_ = ', r"line \d+: held: pattern '\(a'"),
    ("lexicons/particles.tsv", "form\tjoins", "form\tform", r"columns \['form', 'form'\]"),
]


@pytest.fixture
def models(tmp_path: Path) -> Path:
    return shutil.copytree(resources.models(), tmp_path / "models")


def found(models: Path) -> list[str]:
    return list(chain.from_iterable(module.problems(models) for module in MODULES))


def test_the_rule_data_itself_is_sound() -> None:
    assert found(resources.models()) == []


@pytest.mark.parametrize(("file", "text", "says"), APPENDED)
def test_a_wrong_addition_is_told_with_its_place(models: Path, file: str, text: str, says: str) -> None:
    with (models / file).open("a", encoding="utf-8") as opened:
        opened.write(text)
    assert_said(models, says)


@pytest.mark.parametrize(("file", "old", "new", "says"), REPLACED)
def test_a_wrong_change_is_told_with_its_place(
    models: Path, file: str, old: str, new: str, says: str
) -> None:
    text = (models / file).read_text(encoding="utf-8")
    assert old in text
    (models / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    assert_said(models, says)


def assert_said(models: Path, says: str) -> None:
    problems = found(models)
    assert problems
    assert all("\n" not in problem for problem in problems)
    assert re.search(says, "\n".join(problems)), problems


def test_a_table_without_header_or_not_in_utf8_is_told(models: Path) -> None:
    (models / "lexicons" / "a.tsv").write_text("# only a comment\n", encoding="utf-8")
    (models / "lexicons" / "b.tsv").write_bytes(b"form\ncaf\xe9\n")
    no_header, no_utf8 = found(models)
    assert no_header.startswith("lexicons/a.tsv: no header")
    assert no_utf8.startswith("lexicons/b.tsv: not UTF-8 (byte 8)")


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [("a|b", ["a", "b"]), ("a(b|c)|{v:d|e}|[|]", ["a(b|c)", "{v:d|e}", "[|]"]), (r"a\|b|c", [r"a\|b", "c"])],
)
def test_alternatives_are_those_at_the_top(pattern: str, expected: list[str]) -> None:
    assert alternatives(pattern) == expected


def cue(**keys: object) -> Cue:
    return parse_cue({"rule": "r", "pattern": "formation", **keys}, {}, "test")


@pytest.mark.parametrize(
    ("sentences", "says"),
    [
        ({"domain": (["Vingt femmes ont été formées au [tricot]."], [])}, []),
        ({"domain": (["Vingt femmes portent du [tricot]."], [])}, [r"topics, d: example .*: found are none"]),
        (
            {"domain": ([], ["Vingt femmes ont été formées au tricot."])},
            ["topics, d: counter-example .*: found are tricot"],
        ),
        ({"trigger": (["Une formation débute."], ["Il pleut."])}, []),
        (
            {"trigger": (["Il pleut."], [])},
            ["events, e, rule 'r': example 'Il pleut.': the trigger does not match"],
        ),
        ({"role": (["Il pleut."], [])}, ["example 'Il pleut.': the cue does not match"]),
        (
            {"role": ([], ["Une formation débute."])},
            ["counter-example 'Une formation débute.': the cue matches"],
        ),
        ({"date": (["le [27 mai 2019|2019-05-27]"], ["27 personnes"])}, []),
        (
            {"date": (["le [27 mai 2019|2019-05-28]"], [])},
            [r"example .*\[27 mai 2019\|2019-05-28\] not found"],
        ),
        ({"date": ([], ["Il est venu le 27 mai 2019."])}, ["counter-example .*: the rule matches"]),
    ],
)
def test_examples_are_run(
    monkeypatch: pytest.MonkeyPatch, sentences: dict[str, tuple[list[str], list[str]]], says: list[str]
) -> None:
    def given(kind: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
        good, bad = sentences.get(kind, ([], []))
        return tuple(good), tuple(bad)

    domain = TopicFile("f", "d", (), {}, *given("domain"))
    trigger, role = (
        cue(examples=list(good), counter_examples=list(bad))
        for good, bad in (given("trigger"), given("role"))
    )
    event_type = replace(event_types()[0], name="e", triggers=(trigger,), role_cues=(("x", role),))
    full_date = next(rule for rule in rules.rules() if rule.name == find_dates("le 27 mai 2019")[0].rule)
    date = rules.Rule(full_date.name, full_date.shape, full_date.value, *given("date"))
    monkeypatch.setattr(topics, "lexicon", lambda: TopicLexicon([domain]))
    monkeypatch.setattr(examples, "load_cues", lambda _: ())
    monkeypatch.setattr(examples, "event_types", lambda: (event_type,))
    monkeypatch.setattr(examples, "date_rules_of", lambda: ((date,), ()))
    problems = list(examples.problems())
    assert len(problems) == len(says)
    for problem, expected in zip(problems, says, strict=True):
        assert re.search(expected, problem)


def test_the_command_says_what_is_wrong_and_ends_with_two(tmp_path: Path) -> None:
    for folder in ("pipeline", "models"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__"))
    path = tmp_path / "models" / "events" / "visit.toml"
    text = path.read_text(encoding="utf-8")
    line = text[: text.index("strength")].count("\n") + 1
    path.write_text(text.replace("strength", "strenght", 1), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "pipeline", "check"], cwd=tmp_path, capture_output=True, check=False
    )
    problem, summary = done.stderr.decode().splitlines()
    assert done.returncode == 2
    assert problem.startswith(
        f"events/visit.toml, line {line}: unknown key 'strenght': did you mean 'strength'?"
    )
    assert summary == "chronique check: 1 problem"
    assert done.stdout == b""
