"""By folio and PIN, over visits and cases: results, next steps, and whether it was resolved."""
