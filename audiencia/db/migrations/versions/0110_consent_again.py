"""What was allowed can be taken back, and allowed again."""

from audiencia.db.migrations.revision import sql_beside

revision = "0110"
down_revision = "0109"
upgrade = sql_beside(__file__)
