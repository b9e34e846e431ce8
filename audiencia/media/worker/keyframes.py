"""When to ask a source for a keyframe. Pure; times are in seconds.
Wishes of all viewers merge into one request. Once a keyframe came, another one is asked for `INTERVAL` after the last
request at the earliest; one that did not come is asked for again after two round trips."""

INTERVAL = 0.5
AGAIN_LEAST, AGAIN_MOST = 0.2, 1.0
ACTIVE = 1.0
"""A source silent for longer has its camera closed. It is asked once, because browsers keep the request for the first
picture they encode; to repeat it would only cost data."""


class KeyframeRequests:
    """The requests to one source of video."""

    __slots__ = ("_asked_at", "_served", "_told", "wanted")

    def __init__(self) -> None:
        self.wanted = False
        self._told = False
        self._served = False
        self._asked_at: float | None = None

    def want(self) -> None:
        """A viewer cannot go on without a keyframe."""
        self.wanted = True
        self._told = False

    def arrived(self) -> None:
        """A keyframe has begun to arrive: it serves everybody who waits."""
        self.wanted = False
        self._served = True

    def due(self, now: float, last_packet: float | None, began: float, round_trip: float) -> bool:
        """Whether to ask now; the caller then does. `last_packet` is when the source last sent (None: never), and
        `began` when it began to after a pause: a request from before that may have gone to a closed camera."""
        if not self.wanted:
            return False
        if self._told and (last_packet is None or now - last_packet > ACTIVE):
            return False
        pause = INTERVAL if self._served else min(AGAIN_MOST, max(AGAIN_LEAST, 2 * round_trip))
        if self._asked_at is not None and self._asked_at >= began and now - self._asked_at < pause:
            return False
        self._asked_at = now
        self._served = False
        self._told = True
        return True
