"""Each person has a leaf of the key of the epoch."""

from audiencia.db.migrations.revision import sql_beside

revision = "0112"
down_revision = "0111"
upgrade = sql_beside(__file__)
