"""The memory that files of forms may take in this process. Pure."""

from audiencia.core.errors import Unavailable

MOST = 256 * 1024 * 1024


class Held:
    """How many bytes of files this process holds for all requests."""

    def __init__(self, most: int | None = None) -> None:
        self._most, self._now = MOST if most is None else most, 0

    def take(self, size: int) -> None:
        """Raises `Unavailable` when it would be too much."""
        if self._now + size > self._most:
            raise Unavailable
        self._now += size

    def give_back(self, size: int) -> None:
        """These bytes are free again."""
        self._now -= size
