"""Pages of following a folio."""
