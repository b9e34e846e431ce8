"""How long a request may take to arrive. Pure; times in seconds of any steady clock."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Times:
    """What clients are given. A slow telephone network sends a photograph at some 10 kB/s."""

    head: float = 15.0  # From the connection, or the first byte of a later request, to the end of its headers.
    idle: float = 150.0
    """Between two requests. Longer than a proxy keeps a connection: it must not send a form into one that is just closed."""
    spare: float = 30.0  # So long a body may stand still, or fall behind `bytes_per_second`.
    bytes_per_second: float = 1000.0


class Pace:
    """Whether a body comes fast enough: time that passes is taken off `spare`, bytes that come are put on it again."""

    def __init__(self, now: float, received: int, times: Times) -> None:
        self._at, self._received, self._times = now, received, times
        self._spare = times.spare

    def too_slow(self, now: float, received: int, *, held_up: bool) -> bool:
        """Looks again, at `received` bytes in all. While we ourselves take no more (`held_up`), no time passes."""
        passed = 0.0 if held_up else now - self._at
        gained = (received - self._received) / self._times.bytes_per_second
        self._spare = min(self._times.spare, self._spare - passed + gained)
        self._at, self._received = now, received
        return self._spare < 0
