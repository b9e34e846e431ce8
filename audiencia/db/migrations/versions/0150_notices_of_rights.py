"""News of a request about personal data are a notice of their own."""

from audiencia.db.migrations.revision import sql_beside

revision = "0150"
down_revision = "0149"
upgrade = sql_beside(__file__)
