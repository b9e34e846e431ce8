"""Who authorises it for a minor."""

from audiencia.db.migrations.revision import sql_beside

revision = "0128"
down_revision = "0127"
upgrade = sql_beside(__file__)
