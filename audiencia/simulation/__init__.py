"""A headless client of the live protocol, built from docs/protocol.md. Of the server it imports only message types and error codes."""
