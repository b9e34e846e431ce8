"""The oldest versions of servers that this code runs with."""

OLDEST_POSTGRES = 15
