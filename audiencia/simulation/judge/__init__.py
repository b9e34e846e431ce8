"""Judges a simulation by what its clients recorded and by the rows of the log. Shares no code with what it judges."""
