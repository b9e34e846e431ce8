"""Relatives in a call: a one-time link that the citizen gives, and its director admits."""

from audiencia.db.migrations.revision import built_upon

revision, down_revision, upgrade = built_upon("0139", __file__)
