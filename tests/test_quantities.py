import pytest

from pipeline.assembly.quantities import read_quantity


@pytest.mark.parametrize(
    ("text", "value", "approximate"),
    [
        ("une vingtaine de journalistes", 20, True),
        ("vingt-neuf (29) maires", 29, False),
        ("plus de 50 élus", 50, True),
        ("Quarante-cinq sages-femmes", 45, False),
        ("quatre-vingt-dix femmes", 90, False),
        ("deux mille trois cents élèves", 2300, False),
        ("1 200 agents", 1200, False),
        ("plus d’une dizaine de togolais", 10, True),
        ("trente et un élus", 31, False),
        ("septante-deux élèves", 72, False),
    ],
)
def test_a_count_of_people(text: str, value: int, approximate: bool) -> None:  # noqa: FBT001 (a table's column)
    quantity = read_quantity(text)
    assert quantity is not None
    assert (quantity.value, quantity.approximate) == (value, approximate)


@pytest.mark.parametrize(
    "text", ["un maire", "la formation", "48 ans", "3,5 % des élèves", "15 h", "20 millions de francs"]
)
def test_what_counts_no_people(text: str) -> None:
    assert read_quantity(text) is None
