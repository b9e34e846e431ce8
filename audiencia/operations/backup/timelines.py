"""Timelines of the log: PostgreSQL begins a new one at each restore, and its history file says where it left the one before."""

from pathlib import Path

FIRST = "00000001"
HISTORY = ".history"


def newest(log: Path) -> str:
    """The timeline whose history is the newest in a folder of the log."""
    return max((file.stem for file in log.glob(f"*{HISTORY}")), default=FIRST)
