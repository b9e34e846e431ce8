"""Lists of all departments' cases for those who oversee them."""

from audiencia.db.migrations.revision import built_upon

revision, down_revision, upgrade = built_upon("0136", __file__)
