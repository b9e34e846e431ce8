"""The last packets of one source of video, kept to be sent again. Pure.

They lie one after the other in memory that is made once: an object for each would be spread over memory, and taking and
freeing it costs more than the copy.
"""

from array import array

SIZE = 256
"""Packets kept: 4 s at what a citizen may send, 1 s at 2 Mbit/s."""
PLACE = 1344
"""Room for one; longer ones (WebRTC sends none) are not kept."""


class Cache:
    """Packets by sequence number; an older one gives its place to the newer one `SIZE` numbers later."""

    __slots__ = ("_lengths", "_memory", "_view")

    def __init__(self) -> None:
        self._memory = bytearray()
        self._view = memoryview(self._memory)
        self._lengths = array("H", bytes(2 * SIZE))

    def put(self, sequence: int, packet: memoryview) -> None:
        """Keeps a whole decrypted packet, whose header has this sequence number."""
        length, place = len(packet), sequence % SIZE
        if not self._memory:
            # Made with the first packet: most clients are never seen by anybody.
            self._memory = bytearray(SIZE * PLACE)
            self._view = memoryview(self._memory)
        if length > PLACE:
            length = 0
        at = place * PLACE
        self._lengths[place] = length
        self._view[at : at + length] = packet[:length]

    def get(self, sequence: int) -> bytes | None:
        """The packet with this sequence number, if it is still kept."""
        place = sequence % SIZE
        at, length = place * PLACE, self._lengths[place]
        if not length or self._memory[at + 2] << 8 | self._memory[at + 3] != sequence:
            return None
        return bytes(self._view[at : at + length])

    def clear(self) -> None:
        """Forgets everything."""
        self._memory = bytearray()
        self._view = memoryview(self._memory)
        self._lengths = array("H", bytes(2 * SIZE))
