"""Which of microphone and camera somebody in a call turned off."""

from audiencia.db.migrations.revision import sql_beside

revision = "0107"
down_revision = "0106"
upgrade = sql_beside(__file__)
