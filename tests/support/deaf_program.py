"""A program that hears that it is to end, says so by its process number in a file, and does not end: `deaf_program FILE ...`."""

import os
import signal
import sys
from pathlib import Path

if __name__ == "__main__":
    sys.stdin.read()
    Path(sys.argv[1]).write_text(str(os.getpid()), "ascii")
    signal.pause()
