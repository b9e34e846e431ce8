"""An id for each call, and whether the page of somebody in it can encrypt."""

from audiencia.db.migrations.revision import sql_beside

revision = "0125"
down_revision = "0124"
upgrade = sql_beside(__file__)
