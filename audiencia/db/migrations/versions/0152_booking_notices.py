"""Who asked to be told of a place takes that back."""

from audiencia.db.migrations.revision import sql_beside

revision = "0152"
down_revision = "0151"
upgrade = sql_beside(__file__)
