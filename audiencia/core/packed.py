"""A text with gaps as gzip (RFC 1952): what all readers share is compressed once, and what is one reader's own is put in uncompressed.
Packing a page of 60 kB anew takes longer than anything else that a page of everybody's takes. Pure."""

import struct
import zlib
from collections.abc import Iterator, Sequence

HEAD = b"\x1f\x8b\x08\0\0\0\0\0\x02\xff"  # No name, no time, any system; packed as well as can be.
END = b"\x03\0"  # The last block of a deflated text, empty (RFC 1951, 3.2.6).
STORED_MOST = 65_535
FILLER = b"\xff"
"""In no text of UTF-8, so that nothing behind a gap is ever packed as a repetition of what stands in it."""


def pack(parts: Sequence[bytes], gaps: Sequence[int]) -> list[bytes]:
    """Deflates the shared parts of a text. Between parts `n` and `n + 1` stands a text of `gaps[n]` bytes that differs by reader.
    Deflate refers to repetitions by distance in bytes, so the gaps' lengths must be known. Each part ends on a byte boundary."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    packed: list[bytes] = []
    for place, part in enumerate(parts):
        packed.append(packer.compress(part) + packer.flush(zlib.Z_SYNC_FLUSH))
        if place < len(gaps):
            # The packer goes on behind the gap; what it makes of the filler is of no use.
            packer.compress(FILLER * gaps[place])
            packer.flush(zlib.Z_SYNC_FLUSH)
    return packed


def filled(parts: Sequence[bytes], packed: Sequence[bytes], own: Sequence[bytes]) -> bytes:
    """The text as gzip. `packed`: by `pack`, for gaps as long as these `own` texts."""
    checksum, size, out = 0, 0, [HEAD]
    for place, part in enumerate(parts):
        checksum, size = zlib.crc32(part, checksum), size + len(part)
        out.append(packed[place])
        if place < len(own):
            text = own[place]
            checksum, size = zlib.crc32(text, checksum), size + len(text)
            out += _stored(text)
    return b"".join([*out, END, struct.pack("<II", checksum, size % 2**32)])


def _stored(text: bytes) -> Iterator[bytes]:
    """Blocks that hold a text as it is (RFC 1951, 3.2.4)."""
    for start in range(0, len(text), STORED_MOST):
        block = text[start : start + STORED_MOST]
        yield struct.pack("<BHH", 0, len(block), len(block) ^ 0xFFFF)
        yield block
