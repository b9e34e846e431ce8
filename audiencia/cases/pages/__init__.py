"""Pages of petitions and cases."""
