"""Whether a visit is about public servants is known by one function."""

from audiencia.db.migrations.revision import built_upon

revision, down_revision, upgrade = built_upon("0144", __file__)
