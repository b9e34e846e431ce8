"""What the files say of themselves is what Alembic would bring a database to."""

from alembic.script import ScriptDirectory

from audiencia.db import revisions
from audiencia.db.migrations import configuration


def test_what_no_other_is_built_upon_is_the_head_that_migrations_lead_to() -> None:
    script = ScriptDirectory.from_config(configuration("postgresql://nobody@/nothing"))
    assert script.get_heads() == [revisions.newest()]
