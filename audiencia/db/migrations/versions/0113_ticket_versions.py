"""Which versions of a queue changed its tickets alone."""

from audiencia.db.migrations.revision import sql_beside

revision = "0113"
down_revision = "0112"
upgrade = sql_beside(__file__)
