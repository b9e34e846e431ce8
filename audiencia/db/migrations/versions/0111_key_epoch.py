"""Which epoch of keys counts."""

from audiencia.db.migrations.revision import sql_beside

revision = "0111"
down_revision = "0110"
upgrade = sql_beside(__file__)
