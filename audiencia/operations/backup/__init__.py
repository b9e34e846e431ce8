"""Backups and restoring: consistent, sealed to keys that this machine does not hold, and verified before they are believed."""
