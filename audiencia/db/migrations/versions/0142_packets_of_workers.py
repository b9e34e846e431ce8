"""How many packets a media worker passes on, from which follows what each costs it."""

from audiencia.db.migrations.revision import sql_beside

revision = "0142"
down_revision = "0141"
upgrade = sql_beside(__file__)
