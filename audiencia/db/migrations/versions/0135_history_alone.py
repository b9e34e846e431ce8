"""Changes of tickets say whether the history alone grew."""

from audiencia.db.migrations.revision import built_upon

revision, down_revision, upgrade = built_upon("0134", __file__)
