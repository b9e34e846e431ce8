"""State machines of ticket, room, queue, session and attention; the order of calls; estimates. Pure."""
