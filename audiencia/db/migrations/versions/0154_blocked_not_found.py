"""A blocked case keeps no blind index."""

from audiencia.db.migrations.revision import built_upon

revision, down_revision, upgrade = built_upon("0153", __file__)
