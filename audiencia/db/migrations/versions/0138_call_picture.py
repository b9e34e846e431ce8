"""A picture of what somebody shows in a call, for the case that the visit may become."""

from audiencia.db.migrations.revision import built_upon

revision, down_revision, upgrade = built_upon("0137", __file__)
