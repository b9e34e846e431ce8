"""What the log says about the clock is found without reading the session's."""

from audiencia.db.migrations.revision import sql_beside

revision = "0148"
down_revision = "0147"
upgrade = sql_beside(__file__)
