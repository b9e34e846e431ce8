"""Petitions and cases, followed by folio."""
