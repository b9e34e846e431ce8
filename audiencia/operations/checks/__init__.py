"""Whether configuration, machine and servers are ready."""
