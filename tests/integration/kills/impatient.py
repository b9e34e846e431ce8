"""`audiencia serve` as it is, but for one thing: what died is started again at once, however often it died before.

The real supervisor waits longer and longer for a process that dies again and again, which here is what is meant to happen.
"""

from audiencia.cli.main import main
from audiencia.operations import backoff

backoff.LONGEST_WAIT = 0.0

if __name__ == "__main__":
    main()
