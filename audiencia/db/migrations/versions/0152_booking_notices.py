"""Who asked to be told of a place takes that back."""

from audiencia.db.migrations.revision import built_upon

revision, down_revision, upgrade = built_upon("0151", __file__)
