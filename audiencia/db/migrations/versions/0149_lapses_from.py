"""Each web node says from when appointments wait their whole time, for who names until when they wait."""

from audiencia.db.migrations.revision import sql_beside

revision = "0149"
down_revision = "0148"
upgrade = sql_beside(__file__)
