"""The media worker: socket, connections, forwarder, bandwidth."""
