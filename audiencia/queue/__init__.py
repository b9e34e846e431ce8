"""The waiting line: pure decisions in ticket, room, session and routing; rows in store."""
