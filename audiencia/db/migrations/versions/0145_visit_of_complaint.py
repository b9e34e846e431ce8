"""Whether a visit is about public servants is known by one function."""

from audiencia.db.migrations.revision import sql_beside

revision = "0145"
down_revision = "0144"
upgrade = sql_beside(__file__)
