"""Cases that were withdrawn are concluded without an answer."""

from audiencia.db.migrations.revision import built_upon

revision, down_revision, upgrade = built_upon("0133", __file__)
