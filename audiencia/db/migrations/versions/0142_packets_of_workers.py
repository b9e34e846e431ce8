"""How many packets a media worker passes on, from which follows what each costs it."""

from audiencia.db.migrations.revision import built_upon

revision, down_revision, upgrade = built_upon("0141", __file__)
