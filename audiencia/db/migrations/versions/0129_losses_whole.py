"""Sockets of a dead node are declared lost by one statement that is a transaction of its own."""

from audiencia.db.migrations.revision import sql_beside

revision = "0129"
down_revision = "0128"
upgrade = sql_beside(__file__)
