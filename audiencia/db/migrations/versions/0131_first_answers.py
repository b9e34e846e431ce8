"""When a petition was first answered, and until when that was promised first."""

from audiencia.db.migrations.revision import built_upon

revision, down_revision, upgrade = built_upon("0130", __file__)
