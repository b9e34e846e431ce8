"""What the files say of themselves leads from no tables to the newest ones."""

from pathlib import Path

import pytest

from audiencia.db import revisions
from audiencia.db.address import FIRST_REVISION
from audiencia.db.revisions import INCLUDED, SCHEMA, VERSIONS


def test_one_way_leads_through_all_of_them() -> None:
    way = revisions.after(None)
    assert [one.number for one in way] == sorted(revisions.known()), "the numbers are in their order"
    assert (way[0].number, way[-1].number) == (FIRST_REVISION, revisions.newest())
    assert {file.suffix for file in VERSIONS.iterdir()} == {".sql"}


def test_the_first_revision_applies_every_file_of_the_schema_once() -> None:
    (first,) = revisions.after(None, FIRST_REVISION)
    included = INCLUDED.findall(first.file.read_text("utf-8"))
    assert sorted(included) == sorted(str(file.relative_to(SCHEMA)) for file in SCHEMA.rglob("*.sql"))
    assert all((SCHEMA / name).read_text("utf-8") in first.sql() for name in included)


def test_what_runs_after_a_revision_is_the_rest_of_the_way() -> None:
    way = revisions.after(None)
    assert revisions.after("0120") == [one for one in way if one.number > "0120"]
    assert revisions.after("0120", "0122") == [one for one in way if "0120" < one.number <= "0122"]
    assert revisions.after(revisions.newest()) == []


def test_one_that_does_not_say_what_it_is_after_and_a_number_twice_are_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(revisions, "VERSIONS", tmp_path)
    (tmp_path / "0001_first.sql").write_text("-- after nothing\n")
    (tmp_path / "0002_next.sql").write_text("-- after 0001\n")
    read = revisions._all.__wrapped__
    assert [one.before for one in read().values()] in ([None, "0001"], ["0001", None])
    (tmp_path / "0002_other.sql").write_text("-- after 0001\n")
    with pytest.raises(ValueError, match="one number"):
        read()
    (tmp_path / "0002_other.sql").write_text("CREATE TABLE other ();\n")
    with pytest.raises(ValueError, match=r"0002_other\.sql"):
        read()
