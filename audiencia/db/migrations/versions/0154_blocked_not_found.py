"""A blocked case keeps no blind index."""

from audiencia.db.migrations.revision import sql_beside

revision = "0154"
down_revision = "0153"
upgrade = sql_beside(__file__)
