"""Each web node says from when appointments wait their whole time, for who names until when they wait."""

from audiencia.db.migrations.revision import built_upon

revision, down_revision, upgrade = built_upon("0148", __file__)
