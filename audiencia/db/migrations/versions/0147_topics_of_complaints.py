"""What was said about public servants stays of a complaint when its topic changes."""

from audiencia.db.migrations.revision import sql_beside

revision = "0147"
down_revision = "0146"
upgrade = sql_beside(__file__)
