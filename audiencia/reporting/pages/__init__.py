"""Pages of figures, reports and the wallboard."""
