"""The indexes of lists of cases and of what fell due hold what their queries ask."""

from audiencia.db.migrations.revision import sql_beside

revision = "0151"
down_revision = "0150"
upgrade = sql_beside(__file__)
