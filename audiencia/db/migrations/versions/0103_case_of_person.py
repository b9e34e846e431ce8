"""An index of cases by person."""

from audiencia.db.migrations.revision import sql_beside

revision = "0103"
down_revision = "0102"
upgrade = sql_beside(__file__)
