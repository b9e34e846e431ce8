"""A picture of what somebody shows in a call, for the case that the visit may become."""

from audiencia.db.migrations.revision import sql_beside

revision = "0138"
down_revision = "0137"
upgrade = sql_beside(__file__)
