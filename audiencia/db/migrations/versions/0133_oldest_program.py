"""The tables say which programs run with them."""

from audiencia.db.migrations.revision import built_upon

revision, down_revision, upgrade = built_upon("0132", __file__)
