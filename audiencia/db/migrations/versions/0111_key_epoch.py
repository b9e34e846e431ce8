"""Which epoch of keys counts."""

from audiencia.db.migrations.revision import built_upon

revision, down_revision, upgrade = built_upon("0110", __file__)
