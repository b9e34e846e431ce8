"""TURN (RFC 8656): how a relay is tried."""
