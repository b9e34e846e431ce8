"""How the copy of the keys and the log of the database stand."""

from audiencia.db.migrations.revision import built_upon

revision, down_revision, upgrade = built_upon("0129", __file__)
