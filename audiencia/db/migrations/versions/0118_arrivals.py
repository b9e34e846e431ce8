"""Sockets of citizens are noted in one round trip."""

from audiencia.db.migrations.revision import built_upon

revision, down_revision, upgrade = built_upon("0117", __file__)
