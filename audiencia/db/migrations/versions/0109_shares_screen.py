"""Whether a director shows a screen in the call."""

from audiencia.db.migrations.revision import sql_beside

revision = "0109"
down_revision = "0108"
upgrade = sql_beside(__file__)
