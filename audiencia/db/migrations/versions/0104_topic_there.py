"""What a topic is called in each department."""

from audiencia.db.migrations.revision import built_upon

revision, down_revision, upgrade = built_upon("0103", __file__)
