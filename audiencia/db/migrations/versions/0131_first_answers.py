"""When a petition was first answered, and until when that was promised first."""

from audiencia.db.migrations.revision import sql_beside

revision = "0131"
down_revision = "0130"
upgrade = sql_beside(__file__)
