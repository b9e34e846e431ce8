"""Everybody who takes part in a simulated session, each acting at random until told to rest."""
