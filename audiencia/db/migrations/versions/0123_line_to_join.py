"""The line that somebody joins is locked and counted in one round trip."""

from audiencia.db.migrations.revision import sql_beside

revision = "0123"
down_revision = "0122"
upgrade = sql_beside(__file__)
