"""What was allowed can be taken back, and allowed again."""

from audiencia.db.migrations.revision import built_upon

revision, down_revision, upgrade = built_upon("0109", __file__)
