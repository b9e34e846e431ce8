"""An index of cases by person."""

from audiencia.db.migrations.revision import built_upon

revision, down_revision, upgrade = built_upon("0102", __file__)
