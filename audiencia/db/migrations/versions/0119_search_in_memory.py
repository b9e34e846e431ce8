"""The search of the directory runs in memory (docs/decisions/082)."""

from audiencia.db.migrations.revision import built_upon

revision, down_revision, upgrade = built_upon("0118", __file__)
