"""Requests about personal data, and what happened to each."""

from audiencia.db.migrations.revision import sql_beside

revision = "0114"
down_revision = "0113"
upgrade = sql_beside(__file__)
