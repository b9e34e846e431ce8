"""The tables of law and standard: what they must hold, and what is wrong with a row is said."""

from collections import Counter

import pytest

from tools.assurance import tables
from tools.assurance.tables import Row

HERE = "tests/unit/tools/test_assurance.py"


@pytest.mark.parametrize("name", ["law.toml", "asvs.toml"])
def test_each_row_shows_what_it_says(name: str) -> None:
    assert list(tables.faults(tables.read(name))) == []


def test_the_documents_are_current() -> None:
    assert {file.name for file, text in tables.documents().items() if file.read_text("utf-8") != text} == set()


def test_levels_one_and_two_and_all_of_v17_are_there() -> None:
    rows = tables.read("asvs.toml")
    assert Counter(row.level for row in rows) == {1: 70, 2: 183, 3: 5}
    assert {row.place.split(".")[0] for row in rows if row.level == 3} == {"17"}


@pytest.mark.parametrize(
    ("state", "refs", "said"),
    [
        ("done", (HERE,), "is no state"),
        ("test", (), "neither test nor file nor reason"),
        ("test", (f"{HERE}::test_nobody_wrote",), "there is no"),
        ("test", ("tests/unit/tools/test_gone.py",), "there is no"),
        ("file", ("docs/gone.md",), "there is no"),
        ("not met", ("later",), "one reason in a sentence"),
    ],
)
def test_a_row_that_shows_nothing_is_named(state: str, refs: tuple[str, ...], said: str) -> None:
    [fault] = tables.faults([Row("1.1", "asked", state, refs)])
    assert fault.startswith("1.1: ") and said in fault


def test_what_is_not_built_is_counted() -> None:
    rows = [Row("1", "one", "test", (HERE,)), Row("2", "two", "not built", ("there is nothing yet",))]
    made = tables.table(rows)
    assert made.startswith("2 rows: 1 shown by a test, 1 not built.")
    assert "**not built**: there is nothing yet" in made
