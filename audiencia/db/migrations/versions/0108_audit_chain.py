"""The record of accesses is chained: each entry sealed with its predecessor, and the end of the chain signed."""

from audiencia.db.migrations.revision import sql_beside

revision = "0108"
down_revision = "0107"
upgrade = sql_beside(__file__)
