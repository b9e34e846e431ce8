"""An id for each call, and whether the page of somebody in it can encrypt."""

from audiencia.db.migrations.revision import built_upon

revision, down_revision, upgrade = built_upon("0124", __file__)
