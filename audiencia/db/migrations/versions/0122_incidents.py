"""The register of incidents, and notices of them."""

from audiencia.db.migrations.revision import built_upon

revision, down_revision, upgrade = built_upon("0121", __file__)
