"""The queries of a file: taken apart when the first of them is needed, of the file as it was when the process began."""

import copy
import sys
from pathlib import Path

import pytest

from audiencia.db.queries import load


def test_queries_are_those_of_the_file_as_the_process_found_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "of_queries"
    package.mkdir()
    (package / "__init__.py").touch()
    (package / "some.sql").write_text("-- name: first_one()$\nSELECT 1;\n\n-- name: second_one()$\nSELECT 2;\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    queries = load("of_queries", "some.sql")
    (package / "some.sql").write_text("-- name: another()$\nSELECT 3;\n")
    assert queries.first_one.sql.strip() == "SELECT 1;"
    assert sorted(name for name in queries.available_queries if not name.endswith("_cursor")) == [
        "first_one",
        "second_one",
    ]
    with pytest.raises(AttributeError):
        _ = queries.another
    sys.modules.pop("of_queries", None)


def test_a_copy_of_them_is_no_endless_search() -> None:
    assert copy.copy(load("audiencia.queue.store", "look.sql")).queue_facts is not None
