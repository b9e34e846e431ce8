"""Audiencia: a municipality's live public audience on the web."""

__version__ = "0.1.0"
