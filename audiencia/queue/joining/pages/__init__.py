"""Pages of joining, the front desk and a ticket."""
