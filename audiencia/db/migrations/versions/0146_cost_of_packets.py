"""How much of its core a media worker used for the packets beside it."""

from audiencia.db.migrations.revision import sql_beside

revision = "0146"
down_revision = "0145"
upgrade = sql_beside(__file__)
