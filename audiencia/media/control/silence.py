"""For how long a media worker has been asked in vain."""


class Silence:
    """Counts from question to question. `longest`: seconds that may lie between the ends of two; what is longer, this process stood
    still and asked nobody, and that is not the worker's silence."""

    def __init__(self, now: float, longest: float) -> None:
        self._longest = longest
        self.seconds = 0.0
        self.last = now
        """When the last question ended, on this machine's monotonic clock."""

    def answered(self, now: float) -> None:
        """The worker is there."""
        self.seconds = 0.0
        self.last = now

    def unanswered(self, now: float) -> None:
        """A question ended without an answer, or with the one that it serves others."""
        self.seconds += min(now - self.last, self._longest)
        self.last = now
