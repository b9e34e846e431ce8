"""How long to wait before a process is started again. Pure: the time is an argument."""

from dataclasses import dataclass, field

FIRST_WAIT = 0.2
LONGEST_WAIT = 10.0
SETTLED_AFTER = 30.0  # Whoever ran this long has earned an immediate restart again.


@dataclass(slots=True)
class Backoff:
    """The first restart is immediate, each further one waits twice as long; all in seconds."""

    _failures: int = field(default=0, init=False)

    @property
    def failures(self) -> int:
        """Deaths in a row, none of them after a settled life."""
        return self._failures

    def after(self, lived: float) -> float:
        """The wait before the restart of a process that lived for `lived` seconds."""
        if lived >= SETTLED_AFTER:
            self._failures = 0
        self._failures += 1
        if self._failures == 1:
            return 0.0
        return min(LONGEST_WAIT, FIRST_WAIT * 2.0 ** (self._failures - 2))
