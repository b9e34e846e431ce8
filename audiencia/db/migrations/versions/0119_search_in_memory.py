"""The search of the directory runs in memory (docs/decisions/082)."""

from audiencia.db.migrations.revision import sql_beside

revision = "0119"
down_revision = "0118"
upgrade = sql_beside(__file__)
