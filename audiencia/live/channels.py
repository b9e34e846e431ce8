"""Every key and channel name that is used in Redis."""

HINTS = "audiencia:hints"
"""Published after a commit: `queue:version`, two whole numbers."""
