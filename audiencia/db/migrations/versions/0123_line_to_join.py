"""The line that somebody joins is locked and counted in one round trip."""

from audiencia.db.migrations.revision import built_upon

revision, down_revision, upgrade = built_upon("0122", __file__)
