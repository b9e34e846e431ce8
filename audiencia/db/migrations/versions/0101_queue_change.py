"""What changed of whose ticket, for the nodes that keep the queues in memory."""

from audiencia.db.migrations.revision import built_upon

revision, down_revision, upgrade = built_upon("0100", __file__)
