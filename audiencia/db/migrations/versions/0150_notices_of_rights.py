"""News of a request about personal data are a notice of their own."""

from audiencia.db.migrations.revision import built_upon

revision, down_revision, upgrade = built_upon("0149", __file__)
