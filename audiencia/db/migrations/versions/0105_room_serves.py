"""The index of the queues that rooms serve takes new rooms at once."""

from audiencia.db.migrations.revision import built_upon

revision, down_revision, upgrade = built_upon("0104", __file__)
