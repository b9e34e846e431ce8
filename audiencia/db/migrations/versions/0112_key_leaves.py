"""Each person has a leaf of the key of the epoch."""

from audiencia.db.migrations.revision import built_upon

revision, down_revision, upgrade = built_upon("0111", __file__)
