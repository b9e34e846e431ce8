"""Several guests in a call; no room calls the next citizen while a guest of another call is in it."""

from audiencia.db.migrations.revision import sql_beside

revision = "0139"
down_revision = "0138"
upgrade = sql_beside(__file__)
