"""Passkeys of staff, and challenges that were answered."""

from audiencia.db.migrations.revision import built_upon

revision, down_revision, upgrade = built_upon("0119", __file__)
