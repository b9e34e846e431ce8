"""How the copy of the keys and the log of the database stand."""

from audiencia.db.migrations.revision import sql_beside

revision = "0130"
down_revision = "0129"
upgrade = sql_beside(__file__)
