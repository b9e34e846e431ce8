"""TURN (RFC 8656): a server that passes media on for people whose network lets nothing else through, and how it is tried."""
