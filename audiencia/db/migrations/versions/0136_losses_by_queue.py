"""The sockets of dead nodes are declared lost one queue after the other."""

from audiencia.db.migrations.revision import built_upon

revision, down_revision, upgrade = built_upon("0135", __file__)
