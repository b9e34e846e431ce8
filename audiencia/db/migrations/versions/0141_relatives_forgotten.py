"""Names of relatives are gone with their stay; their parties are numbered so that earlier programs take them for no room."""

from audiencia.db.migrations.revision import built_upon

revision, down_revision, upgrade = built_upon("0140", __file__)
