"""The sockets of dead nodes are declared lost one queue after the other."""

from audiencia.db.migrations.revision import sql_beside

revision = "0136"
down_revision = "0135"
upgrade = sql_beside(__file__)
