"""The session and the line that somebody joins are locked in one round trip."""

from audiencia.db.migrations.revision import sql_beside

revision = "0144"
down_revision = "0143"
upgrade = sql_beside(__file__)
