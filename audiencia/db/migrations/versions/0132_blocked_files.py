"""A file that was taken of blocked data is an act of its own in the record of accesses; it was handed over as well."""

from audiencia.db.migrations.revision import sql_beside

revision = "0132"
down_revision = "0131"
upgrade = sql_beside(__file__)
