"""Relatives in a call: a one-time link that the citizen gives, and its director admits."""

from audiencia.db.migrations.revision import sql_beside

revision = "0140"
down_revision = "0139"
upgrade = sql_beside(__file__)
