"""Who signs in through the identity provider."""

from audiencia.db.migrations.revision import sql_beside

revision = "0121"
down_revision = "0120"
upgrade = sql_beside(__file__)
