"""Figures, the report of a session, public data, the wallboard."""
