"""Pages of readiness and health."""
