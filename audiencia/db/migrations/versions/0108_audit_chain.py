"""The record of accesses is chained: each entry sealed with its predecessor, and the end of the chain signed."""

from audiencia.db.migrations.revision import built_upon

revision, down_revision, upgrade = built_upon("0107", __file__)
