"""How much of its core a media worker used for the packets beside it."""

from audiencia.db.migrations.revision import built_upon

revision, down_revision, upgrade = built_upon("0145", __file__)
