"""Whom an incident concerns, and who of them was told."""

from audiencia.db.migrations.revision import sql_beside

revision = "0124"
down_revision = "0123"
upgrade = sql_beside(__file__)
