"""Pictures of calls are known as such for as long as they are kept."""

from audiencia.db.migrations.revision import sql_beside

revision = "0153"
down_revision = "0152"
upgrade = sql_beside(__file__)
