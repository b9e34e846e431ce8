"""Takes out of the pictures inside a document what is no picture, without decoding them. Pure.
JPEG: ITU-T T.81, annex B. JPEG 2000: ISO/IEC 15444-1, annexes A and I."""

from collections.abc import Iterator

_ALONE = frozenset({0x01, *range(0xD0, 0xD9)})
_SCAN, _END, _COMMENT, _ADOBE = 0xDA, 0xD9, 0xFE, 0xEE
_BOXES_KEPT = frozenset({b"jP  ", b"ftyp", b"jp2h", b"jp2c"})
_SOT, _COM = 0x90, 0x64


class Malformed(ValueError):
    """It is not built as the standard says."""


def plain_jpeg(content: bytes) -> bytes:
    """Without application data and comments: EXIF, XMP, IPTC, thumbnails, and what stands behind the end.
    How Adobe's segment says that colours were transformed stays, in its twelve bytes. Raises `Malformed`."""
    if content[:2] != b"\xff\xd8":
        raise Malformed
    kept, at = bytearray(b"\xff\xd8"), 2
    while True:
        marker, at = _marker(content, at)
        if marker == _END:
            return bytes(kept + b"\xff\xd9")
        if marker in _ALONE:
            kept += bytes((0xFF, marker))
            continue
        segment = _segment(content, at)
        at += len(segment)
        if marker == _ADOBE and segment[2:7] == b"Adobe" and len(segment) >= 14:
            kept += b"\xff\xee\x00\x0e" + segment[2:14]
        elif marker != _COMMENT and not 0xE0 <= marker <= 0xEF:
            kept += bytes((0xFF, marker)) + segment
        if marker == _SCAN:
            end = _end_of_scan(content, at)
            kept += content[at:end]
            at = end


def _marker(content: bytes, at: int) -> tuple[int, int]:
    while content[at : at + 2] == b"\xff\xff":
        at += 1
    if content[at : at + 1] != b"\xff" or at + 1 >= len(content):
        raise Malformed
    return content[at + 1], at + 2


def _segment(content: bytes, at: int) -> bytes:
    length = int.from_bytes(content[at : at + 2], "big")
    if length < 2 or at + length > len(content):
        raise Malformed
    return content[at : at + length]


def _end_of_scan(content: bytes, at: int) -> int:
    """Where the next marker is that is no stuffed byte and no restart."""
    while True:
        at = content.find(b"\xff", at)
        if at < 0 or at + 1 >= len(content):
            raise Malformed
        if content[at + 1] != 0 and not 0xD0 <= content[at + 1] <= 0xD7 and content[at + 1] != 0xFF:
            return at
        at += 1 if content[at + 1] == 0xFF else 2


def plain_jpeg2000(content: bytes) -> bytes:
    """Only the boxes that draw it, and no comments. Raises `Malformed`."""
    if content[:4] == b"\xff\x4f\xff\x51":
        return _plain_codestream(content)
    kept = bytearray()
    for name, body in _boxes(content):
        if name in _BOXES_KEPT:
            body = _plain_codestream(body) if name == b"jp2c" else body
            kept += (8 + len(body)).to_bytes(4, "big") + name + body
    if not kept:
        raise Malformed
    return bytes(kept)


def _boxes(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 0
    while at < len(content):
        length, name, head = int.from_bytes(content[at : at + 4], "big"), content[at + 4 : at + 8], 8
        if length == 1:
            length, head = int.from_bytes(content[at + 8 : at + 16], "big"), 16
        elif length == 0:
            length = len(content) - at
        if length < head or at + length > len(content):
            raise Malformed
        yield name, content[at + head : at + length]
        at += length


def _plain_codestream(content: bytes) -> bytes:
    """The main header without its comments; tiles as they are."""
    if content[:2] != b"\xff\x4f":
        raise Malformed
    kept, at = bytearray(b"\xff\x4f"), 2
    while content[at : at + 2] != bytes((0xFF, _SOT)):
        marker, at = _marker(content, at)
        segment = _segment(content, at)
        at += len(segment)
        if marker != _COM:
            kept += bytes((0xFF, marker)) + segment
    return bytes(kept + content[at:])
