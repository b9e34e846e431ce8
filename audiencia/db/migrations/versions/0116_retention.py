"""Records are kept for a time, then blocked and suppressed."""

from audiencia.db.migrations.revision import sql_beside

revision = "0116"
down_revision = "0115"
upgrade = sql_beside(__file__)
