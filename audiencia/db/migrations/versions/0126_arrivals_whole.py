"""Sockets of citizens are noted by one statement that is a transaction of its own."""

from audiencia.db.migrations.revision import sql_beside

revision = "0126"
down_revision = "0125"
upgrade = sql_beside(__file__)
