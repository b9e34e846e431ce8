"""Names of relatives are gone with their stay; their parties are numbered so that earlier programs take them for no room."""

from audiencia.db.migrations.revision import sql_beside

revision = "0141"
down_revision = "0140"
upgrade = sql_beside(__file__)
