"""What changed of whose ticket, for the nodes that keep the queues in memory."""

from audiencia.db.migrations.revision import sql_beside

revision = "0101"
down_revision = "0100"
upgrade = sql_beside(__file__)
