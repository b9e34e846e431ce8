"""Passkeys of staff, and challenges that were answered."""

from audiencia.db.migrations.revision import sql_beside

revision = "0120"
down_revision = "0119"
upgrade = sql_beside(__file__)
