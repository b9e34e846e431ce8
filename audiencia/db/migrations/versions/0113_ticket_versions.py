"""Which versions of a queue changed its tickets alone."""

from audiencia.db.migrations.revision import built_upon

revision, down_revision, upgrade = built_upon("0112", __file__)
