"""What the log says about the clock is found without reading the session's."""

from audiencia.db.migrations.revision import built_upon

revision, down_revision, upgrade = built_upon("0147", __file__)
