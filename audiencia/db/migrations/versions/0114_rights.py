"""Requests about personal data, and what happened to each."""

from audiencia.db.migrations.revision import built_upon

revision, down_revision, upgrade = built_upon("0113", __file__)
