"""Which of microphone and camera somebody in a call turned off."""

from audiencia.db.migrations.revision import built_upon

revision, down_revision, upgrade = built_upon("0106", __file__)
