"""When backups and drills were done, and how they ended."""

from audiencia.db.migrations.revision import sql_beside

revision = "0127"
down_revision = "0126"
upgrade = sql_beside(__file__)
