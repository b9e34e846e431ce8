"""Who signs in through the identity provider."""

from audiencia.db.migrations.revision import built_upon

revision, down_revision, upgrade = built_upon("0120", __file__)
