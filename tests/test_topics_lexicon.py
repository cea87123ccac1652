import re
from pathlib import Path

import pytest

from pipeline import resources, topic_files, topics
from pipeline.lexicon import LexiconError
from pipeline.topics import TopicLexicon

FILES = [topic_files.read(path) for path in sorted((resources.models() / "topics").glob("*.toml"))]
EXAMPLES = [(file.domain, sentence) for file in FILES for sentence in file.examples]
MALFORMED = {
    "domain = ''": "domain = ''",
    "keyword = ['a']": "unknown key 'keyword': did you mean 'keywords'\\?",
    "keywords = 'numérique'": "keywords = 'numérique'",
    "keywords = [3]": "keywords = \\[3\\]",
    "examples = ['sans marque']": "examples, 'sans marque'",
    "examples = ['[a|b|c] et [d]']": "examples, ",
    "terms = 3": "terms = 3",
    "terms = { a = 'b' }": "terms, 'a' = 'b'",
    "domain = ": "not readable as TOML",
}
WELL_FORMED = {
    "domain": "'numérique'",
    "keywords": "['logiciel']",
    "examples": "['On apprend le [tricot].']",
    "counter_examples": "[]",
    "terms": "{ a = [] }",
}


@pytest.fixture(scope="module")
def lexicon() -> TopicLexicon:
    return topics.lexicon()


def test_the_lexicon_covers_at_least_thirty_domains(lexicon: TopicLexicon) -> None:
    assert len(set(lexicon.domains)) == len(FILES) >= 30


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.file)
def test_a_domain_has_terms_keywords_and_sentences_enough(file: topic_files.TopicFile) -> None:
    assert len(file.terms) >= 40
    assert len(file.keywords) >= 10
    assert len(file.examples) >= 5
    assert len(file.counter_examples) >= 2


@pytest.mark.parametrize(("domain", "sentence"), EXAMPLES, ids=lambda value: value[:30])
def test_an_example_marks_topics_by_names_that_the_lexicon_gives_them(
    lexicon: TopicLexicon, domain: str, sentence: str
) -> None:
    for surface, name in topic_files.marks(sentence):
        given = lexicon.normalise(surface)
        assert given == name if name else given.lower() == surface.lower()
        assert name is None or lexicon.term(name) == (name, domain)


def test_nine_in_ten_examples_are_placed_in_their_own_domain(lexicon: TopicLexicon) -> None:
    marked = [(domain, surface) for domain, s in lexicon.examples() for surface, _ in topic_files.marks(s)]
    right = [lexicon.domain(surface) == domain for domain, surface in marked]
    assert sum(right) >= 0.9 * len(right)


def test_counter_examples_are_unmarked_sentences(lexicon: TopicLexicon) -> None:
    assert all(topic_files.plain(s) == s and "[" not in s for _, s in lexicon.counter_examples())


def test_no_keyword_is_shadowed_by_the_name_of_another_domain(lexicon: TopicLexicon) -> None:
    for file in FILES:
        for keyword in file.keywords:
            term = lexicon.term(keyword)
            assert term is None or term.domain == file.domain, keyword


@pytest.mark.parametrize(
    ("phrase", "name"),
    [
        ("E-commerce", "commerce électronique"),
        ("l’e-commerce", "commerce électronique"),
        ("COMMERCE ELECTRONIQUE", "commerce électronique"),
        ("« vente  en ligne »", "commerce électronique"),
        ("PCIMA", "prise en charge intégrée de la malnutrition aiguë"),
        ("AGRs", "activités génératrices de revenus"),
        ("Energie solaire", "énergie solaire"),
        ("gestion d’exploitations agricoles", "gestion de l'exploitation agricole"),
        ("plans communaux de sauvegarde", "plans communaux de sauvegarde"),
        ("plan communal de sauvegarde", "plans communaux de sauvegarde"),
        ("Big Data", "big data"),
        ("Excel", "tableur Excel"),
    ],
)
def test_variants_are_joined_under_one_name(lexicon: TopicLexicon, phrase: str, name: str) -> None:
    assert lexicon.normalise(phrase) == name


@pytest.mark.parametrize(
    ("phrase", "name"),
    [
        ("Programmation en Python", "programmation en Python"),
        ("Histoire du Togo", "histoire du Togo"),
        ("les normes du BIT", "normes du BIT"),
        ("création de contenus sur YouTube", "création de contenus sur YouTube"),
        ("Leadership Des Jeunes Ruraux", "leadership des jeunes ruraux"),
        ("PROTECTION DU PATRIMOINE BÂTI", "protection du patrimoine bâti"),
        ("Le citoyen et l’impôt", "le citoyen et l'impôt"),
        ("", ""),
        ("« »", ""),
    ],
)
def test_an_unlisted_phrase_keeps_its_words_acronyms_and_proper_names(
    lexicon: TopicLexicon, phrase: str, name: str
) -> None:
    assert lexicon.normalise(phrase) == name


def test_a_name_of_one_word_needs_its_accents_and_an_acronym_its_capitals(lexicon: TopicLexicon) -> None:
    assert lexicon.domain("maïs") == lexicon.domain("MAIS") == "agriculture"
    assert lexicon.domain("mais") is None
    assert lexicon.domain("AVEC") == "banque et finance"
    assert lexicon.domain("avec") is None
    assert lexicon.domain("SOUDURE AVEC ARC") == "industrie et maintenance"


@pytest.mark.parametrize(
    ("phrase", "domain"),
    [
        ("programmation en Python", "numérique"),
        ("gestion des conflits fonciers entre agriculteurs et éleveurs", "paix et cohésion sociale"),
        ("notions de sécurité sanitaire des aliments au marché", "agroalimentaire"),
        ("techniques de teinture de bazin", "artisanat"),
        ("sécurité sanitaire des aliments", "agroalimentaire"),
        ("Sécurité", "sécurité"),
        ("notions diverses", None),
        ("", None),
    ],
)
def test_the_longest_name_decides_the_domain(lexicon: TopicLexicon, phrase: str, domain: str | None) -> None:
    assert lexicon.domain(phrase) == domain


@pytest.mark.parametrize("line", MALFORMED)
def test_a_malformed_file_is_named_with_its_key(tmp_path: Path, line: str) -> None:
    key = re.split(r"\W", line)[0]
    lines = {**{k: f"{k} = {v}" for k, v in WELL_FORMED.items()}, key: line}
    (tmp_path / "tricot.toml").write_text("\n".join(lines.values()), encoding="utf-8")
    with pytest.raises(LexiconError, match=rf"^tricot\.toml(, line \d)?: {MALFORMED[line]}"):
        TopicLexicon.load(tmp_path)


def test_a_problem_is_told_with_its_line(tmp_path: Path) -> None:
    text = (
        'domain = "a"\nkeywords = []\nexamples = [\n  "un \\"mot\\"",\n]\n[terms]\n"b" = "c"\ncouleur = 1\n'
    )
    path = tmp_path / "tricot.toml"
    path.write_text(text, encoding="utf-8")
    missing, marks, variants, other = topic_files.problems(path)
    assert missing.startswith("tricot.toml: key 'counter_examples' is missing")
    assert marks.startswith("tricot.toml, line 4: examples, ")
    assert variants.startswith("tricot.toml, line 7: terms, 'b' = 'c'")
    assert other.startswith("tricot.toml, line 8: terms, 'couleur' = 1")


@pytest.mark.parametrize("key", WELL_FORMED)
def test_a_missing_key_is_named(tmp_path: Path, key: str) -> None:
    lines = [f"{k} = {v}" for k, v in WELL_FORMED.items() if k != key]
    (tmp_path / "tricot.toml").write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(LexiconError, match=f"tricot.toml: key '{key}' is missing"):
        TopicLexicon.load(tmp_path)


@pytest.mark.parametrize(
    ("terms", "message"),
    [
        ("{ A = [], b = ['a'] }", "'a' is already listed in tricot.toml, 'A'"),
        ("{ a = ['!'] }", "'!' has no letter or digit"),
    ],
)
def test_a_name_listed_twice_or_without_letters_is_refused(tmp_path: Path, terms: str, message: str) -> None:
    lines = [f"{k} = {v}" for k, v in {**WELL_FORMED, "terms": terms}.items()]
    (tmp_path / "tricot.toml").write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(LexiconError, match=message):
        TopicLexicon.load(tmp_path)
