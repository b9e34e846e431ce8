"""Folio, states and terms of a case. Pure."""
