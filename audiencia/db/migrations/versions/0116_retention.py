"""Records are kept for a time, then blocked and suppressed."""

from audiencia.db.migrations.revision import built_upon

revision, down_revision, upgrade = built_upon("0115", __file__)
