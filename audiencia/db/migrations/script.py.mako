"""${message}."""

from audiencia.db.migrations.revision import sql_beside

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
upgrade = sql_beside(__file__)
