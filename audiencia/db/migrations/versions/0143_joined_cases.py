"""Cases of one reported thing are joined: they share a number."""

from audiencia.db.migrations.revision import sql_beside

revision = "0143"
down_revision = "0142"
upgrade = sql_beside(__file__)
