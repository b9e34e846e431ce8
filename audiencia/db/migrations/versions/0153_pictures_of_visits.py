"""Pictures of calls are known as such for as long as they are kept."""

from audiencia.db.migrations.revision import built_upon

revision, down_revision, upgrade = built_upon("0152", __file__)
