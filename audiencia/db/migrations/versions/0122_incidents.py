"""The register of incidents, and notices of them."""

from audiencia.db.migrations.revision import sql_beside

revision = "0122"
down_revision = "0121"
upgrade = sql_beside(__file__)
