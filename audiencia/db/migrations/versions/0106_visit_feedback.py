"""What a person says of a visit: why it is not resolved, and how they were served."""

from audiencia.db.migrations.revision import sql_beside

revision = "0106"
down_revision = "0105"
upgrade = sql_beside(__file__)
