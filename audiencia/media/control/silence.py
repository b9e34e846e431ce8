"""For how long a media worker has been asked in vain."""

LONGEST_SECONDS = 3.5
"""From one question to the next takes at most a pause of a second and two seconds of waiting; what is longer, this process
stood still."""


class Silence:
    """Counts from question to question. Time in which this process stood still and asked nobody is not the worker's silence."""

    def __init__(self, now: float) -> None:
        self.seconds = 0.0
        self.last = now
        """When the last question ended, on this machine's monotonic clock."""

    def answered(self, now: float) -> None:
        """The worker is there."""
        self.seconds = 0.0
        self.last = now

    def unanswered(self, now: float) -> None:
        """A question ended without an answer, or with the one that it serves others."""
        self.seconds += min(now - self.last, LONGEST_SECONDS)
        self.last = now
