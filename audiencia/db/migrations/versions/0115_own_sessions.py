"""On which device a session of staff was begun, and when it was used last."""

from audiencia.db.migrations.revision import sql_beside

revision = "0115"
down_revision = "0114"
upgrade = sql_beside(__file__)
