"""${message}."""

from audiencia.db.migrations.revision import built_upon

revision, down_revision, upgrade = built_upon("${down_revision}", __file__)
