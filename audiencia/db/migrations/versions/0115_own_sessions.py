"""On which device a session of staff was begun, and when it was used last."""

from audiencia.db.migrations.revision import built_upon

revision, down_revision, upgrade = built_upon("0114", __file__)
