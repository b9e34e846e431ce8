"""Ways of being told are found by their address alone."""

from audiencia.db.migrations.revision import built_upon

revision, down_revision, upgrade = built_upon("0154", __file__)
