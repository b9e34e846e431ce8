"""What a person says of a visit: why it is not resolved, and how they were served."""

from audiencia.db.migrations.revision import built_upon

revision, down_revision, upgrade = built_upon("0105", __file__)
