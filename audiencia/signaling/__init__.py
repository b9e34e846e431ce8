"""The live protocol over Socket.IO; described for clients in docs/protocol.md."""
