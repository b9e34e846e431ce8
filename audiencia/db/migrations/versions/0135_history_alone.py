"""Changes of tickets say whether the history alone grew."""

from audiencia.db.migrations.revision import sql_beside

revision = "0135"
down_revision = "0134"
upgrade = sql_beside(__file__)
