"""A file that was taken of blocked data is an act of its own in the record of accesses; it was handed over as well."""

from audiencia.db.migrations.revision import built_upon

revision, down_revision, upgrade = built_upon("0131", __file__)
