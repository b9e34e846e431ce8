"""The session and the line that somebody joins are locked in one round trip."""

from audiencia.db.migrations.revision import built_upon

revision, down_revision, upgrade = built_upon("0143", __file__)
