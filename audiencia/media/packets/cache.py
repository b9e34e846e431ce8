"""The last packets of one source, kept to be sent again. Pure.
They lie one after the other in memory that is made once: an object for each would be spread over memory, and taking and
freeing it costs more than the copy."""

SIZE = 256  # Packets kept: of video 4 s at what a citizen may send, 1 s at 2 Mbit/s; of sound 5 s.
PLACE = 1344  # Room for one and its length; longer ones (WebRTC sends none) are not kept.
_LENGTH = 2


class Cache:
    """Packets by sequence number; an older one gives its place to the newer one `SIZE` numbers later."""

    __slots__ = ("_memory",)

    def __init__(self) -> None:
        self._memory: memoryview | None = None

    def put(self, sequence: int, packet: memoryview) -> None:
        """Keeps a whole decrypted packet, whose header has this sequence number."""
        memory = self._memory
        if memory is None:
            # Made with the first packet: most clients are never seen by anybody.
            memory = self._memory = memoryview(bytearray(SIZE * PLACE))
        length, at = len(packet), sequence % SIZE * PLACE
        if length > PLACE - _LENGTH:
            length = 0
        memory[at], memory[at + 1] = length >> 8, length & 0xFF
        memory[at + _LENGTH : at + _LENGTH + length] = packet[:length]

    def get(self, sequence: int) -> bytes | None:
        """The packet with this sequence number, if it is still kept."""
        memory, at = self._memory, sequence % SIZE * PLACE
        if memory is None:
            return None
        length = memory[at] << 8 | memory[at + 1]
        packet = memory[at + _LENGTH : at + _LENGTH + length]
        return bytes(packet) if length and packet[2] << 8 | packet[3] == sequence else None

    def clear(self) -> None:
        """Forgets everything."""
        self._memory = None
