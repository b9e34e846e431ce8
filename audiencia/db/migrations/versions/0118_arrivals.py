"""Sockets of citizens are noted in one round trip."""

from audiencia.db.migrations.revision import sql_beside

revision = "0118"
down_revision = "0117"
upgrade = sql_beside(__file__)
