"""Whom a citizen asked into the call may interpret in sign language."""

from audiencia.db.migrations.revision import built_upon

revision, down_revision, upgrade = built_upon("0156", __file__)
