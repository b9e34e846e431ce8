"""The second step of signing in: codes of an application, recovery codes, and what is between password and session."""

from audiencia.db.migrations.revision import built_upon

revision, down_revision, upgrade = built_upon("0116", __file__)
