"""Cases of one reported thing are joined: they share a number."""

from audiencia.db.migrations.revision import built_upon

revision, down_revision, upgrade = built_upon("0142", __file__)
