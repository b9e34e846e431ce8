"""How long records are kept: what is due, blocking, suppression, and the run of each night."""
