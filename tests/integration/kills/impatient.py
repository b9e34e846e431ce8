"""`audiencia serve` as it is, but for two things: what died is started again after `FIRST_WAIT` at most, however often it died before, and
web nodes are those of `quick_hashing`.

The real supervisor waits longer and longer for a process that dies again and again, which here is what is meant to happen.
"""

from audiencia.cli.main import main
from audiencia.operations import backoff
from tests.support import quick_hashing

backoff.LONGEST_WAIT = backoff.FIRST_WAIT

if __name__ == "__main__":
    quick_hashing.start_children_so()
    main()
