"""What was said about public servants stays of a complaint when its topic changes."""

from audiencia.db.migrations.revision import built_upon

revision, down_revision, upgrade = built_upon("0146", __file__)
