"""The tables say which programs run with them."""

from audiencia.db.migrations.revision import sql_beside

revision = "0133"
down_revision = "0132"
upgrade = sql_beside(__file__)
