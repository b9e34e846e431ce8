"""The header of an RTP packet, as far as a forwarder reads it (RFC 3550, 5.1; RFC 8285). Pure."""

import struct

HEADER = struct.Struct("!BBHII")
HEADER_SIZE = 12
_WORD = struct.Struct("!HH")
Buffer = bytes | bytearray | memoryview


def payload_start(data: Buffer, size: int) -> int:
    """Where the payload of the packet `data[:size]` begins; 0 for a malformed packet."""
    start = HEADER_SIZE + 4 * (data[0] & 0x0F)
    if data[0] & 0x10:
        if start + 4 > size:
            return 0
        start += 4 + 4 * _WORD.unpack_from(data, start)[1]
    return start if start <= size else 0


def extension(data: Buffer, size: int, wanted: int) -> bytes | None:
    """The value of the one-byte header extension with id `wanted`, or None."""
    start = HEADER_SIZE + 4 * (data[0] & 0x0F)
    if not data[0] & 0x10 or start + 4 > size:
        return None
    profile, words = _WORD.unpack_from(data, start)
    at, end = start + 4, start + 4 + 4 * words
    if profile != 0xBEDE or end > size:
        return None
    while at < end:
        number, length = data[at] >> 4, (data[at] & 0x0F) + 1
        if data[at] == 0:
            at += 1
        elif number == 15 or at + 1 + length > end:
            return None
        elif number == wanted:
            return bytes(data[at + 1 : at + 1 + length])
        else:
            at += 1 + length
    return None
