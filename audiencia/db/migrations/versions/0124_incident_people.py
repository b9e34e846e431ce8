"""Whom an incident concerns, and who of them was told."""

from audiencia.db.migrations.revision import built_upon

revision, down_revision, upgrade = built_upon("0123", __file__)
