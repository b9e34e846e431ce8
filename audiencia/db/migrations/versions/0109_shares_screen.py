"""Whether a director shows a screen in the call."""

from audiencia.db.migrations.revision import built_upon

revision, down_revision, upgrade = built_upon("0108", __file__)
