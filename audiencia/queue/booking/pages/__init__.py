"""Pages of appointments."""
