"""Who authorises it for a minor."""

from audiencia.db.migrations.revision import built_upon

revision, down_revision, upgrade = built_upon("0127", __file__)
