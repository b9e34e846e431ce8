"""Sockets of a dead node are declared lost by one statement that is a transaction of its own."""

from audiencia.db.migrations.revision import built_upon

revision, down_revision, upgrade = built_upon("0128", __file__)
