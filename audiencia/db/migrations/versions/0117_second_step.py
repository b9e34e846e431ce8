"""The second step of signing in: codes of an application, recovery codes, and what is between password and session."""

from audiencia.db.migrations.revision import sql_beside

revision = "0117"
down_revision = "0116"
upgrade = sql_beside(__file__)
