"""Cases that were withdrawn are concluded without an answer."""

from audiencia.db.migrations.revision import sql_beside

revision = "0134"
down_revision = "0133"
upgrade = sql_beside(__file__)
