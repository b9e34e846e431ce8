"""Lists of all departments' cases for those who oversee them."""

from audiencia.db.migrations.revision import sql_beside

revision = "0137"
down_revision = "0136"
upgrade = sql_beside(__file__)
