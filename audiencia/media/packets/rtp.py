"""The header of an RTP packet, as far as a forwarder reads it (RFC 3550, 5.1; RFC 8285; RFC 4588). Pure."""

import struct

HEADER = struct.Struct("!BBHII")
HEADER_SIZE = 12
TIMED = struct.Struct("!BBHIIII")  # A header with one extension of three bytes, in the one-byte form: two words more.
ONE_BYTE_FORM = 0xBEDE0001
SEND_TIME = "http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time"
_WORD = struct.Struct("!HH")
Buffer = bytes | bytearray | memoryview


def payload_start(data: Buffer, start: int, end: int) -> int:
    """Where the payload of the packet `data[start:end]` begins; 0 for a malformed packet."""
    at = start + HEADER_SIZE + 4 * (data[start] & 0x0F)
    if data[start] & 0x10:
        if at + 4 > end:
            return 0
        at += 4 + 4 * _WORD.unpack_from(data, at)[1]
    return at if at <= end else 0


def extension(data: Buffer, start: int, end: int, wanted: int) -> bytes | None:
    """The value of the one-byte header extension with id `wanted` of the packet `data[start:end]`, or None."""
    at = start + HEADER_SIZE + 4 * (data[start] & 0x0F)
    if not data[start] & 0x10 or at + 4 > end:
        return None
    profile, words = _WORD.unpack_from(data, at)
    at, last = at + 4, at + 4 + 4 * words
    if profile != 0xBEDE or last > end:
        return None
    while at < last:
        number, length = data[at] >> 4, (data[at] & 0x0F) + 1
        if data[at] == 0:
            at += 1
        elif number == 15 or at + 1 + length > last:
            return None
        elif number == wanted:
            return bytes(data[at + 1 : at + 1 + length])
        else:
            at += 1 + length
    return None
