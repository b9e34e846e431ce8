"""When backups and drills were done, and how they ended."""

from audiencia.db.migrations.revision import built_upon

revision, down_revision, upgrade = built_upon("0126", __file__)
