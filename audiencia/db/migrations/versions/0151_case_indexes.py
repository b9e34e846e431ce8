"""The indexes of lists of cases and of what fell due hold what their queries ask."""

from audiencia.db.migrations.revision import built_upon

revision, down_revision, upgrade = built_upon("0150", __file__)
