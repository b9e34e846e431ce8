"""What the files say of themselves is what Alembic would bring a database to."""

from alembic.script import ScriptDirectory

from audiencia.db import revisions
from audiencia.db.address import FIRST_REVISION
from audiencia.db.migrations import configuration
from audiencia.db.migrations.revision import SCHEMA

SCRIPTS = ScriptDirectory.from_config(configuration("postgresql://nobody@/nothing"))


def test_what_no_other_is_built_upon_is_the_head_that_migrations_lead_to() -> None:
    assert SCRIPTS.get_heads() == [revisions.newest()]


def test_the_first_revision_applies_every_file_of_the_schema_once() -> None:
    first = SCRIPTS.get_revision(FIRST_REVISION)
    assert SCRIPTS.get_bases() == [FIRST_REVISION]
    assert sorted(first.module.FILES) == sorted(
        str(file.relative_to(SCHEMA).with_suffix("")) for file in SCHEMA.rglob("*.sql")
    )


def test_what_runs_after_a_revision_is_what_alembic_would_run() -> None:
    wanted = [one.revision for one in SCRIPTS.iterate_revisions("head", "0120")][::-1]
    assert [name.partition("_")[0] for name in revisions.after("0120")] == wanted
    assert revisions.after(revisions.newest()) == []
