"""What a topic is called in each department."""

from audiencia.db.migrations.revision import sql_beside

revision = "0104"
down_revision = "0103"
upgrade = sql_beside(__file__)
