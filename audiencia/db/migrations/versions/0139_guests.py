"""Several guests in a call; no room calls the next citizen while a guest of another call is in it."""

from audiencia.db.migrations.revision import built_upon

revision, down_revision, upgrade = built_upon("0138", __file__)
