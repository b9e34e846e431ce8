"""The index of the queues that rooms serve takes new rooms at once."""

from audiencia.db.migrations.revision import sql_beside

revision = "0105"
down_revision = "0104"
upgrade = sql_beside(__file__)
