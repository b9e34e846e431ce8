"""Documents are a kind of the catalogue."""

from audiencia.db.migrations.revision import built_upon

revision, down_revision, upgrade = built_upon("0155", __file__)
