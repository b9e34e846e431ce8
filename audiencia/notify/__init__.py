"""Notices: what is told in which words, by which ways, and how they are sent."""
