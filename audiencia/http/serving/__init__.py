"""The listening socket: limits on connections, heads and bodies before any page is asked for."""
