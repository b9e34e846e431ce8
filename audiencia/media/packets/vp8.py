"""The payload descriptor of VP8 in RTP (RFC 7741, 4.2): found, tested for a keyframe, and renumbered in place. Pure."""

from typing import NamedTuple

from audiencia.media.packets.seqmap import PictureMap

Buffer = bytes | bytearray | memoryview


class Descriptor(NamedTuple):
    """Where the fields of a descriptor lie, as offsets from its first byte; 0 means that the field is absent."""

    picture_id: int
    picture_id_at: int
    picture_id_bits: int
    tl0: int
    tl0_at: int
    starts_keyframe: bool


def parse(data: Buffer, start: int, end: int) -> Descriptor | None:
    """Reads the descriptor of the payload `data[start:end]`; None when it is cut short or carries nothing."""
    if end - start < 2:
        return None
    first = data[start]
    at = start + 1
    picture_id = picture_id_at = bits = tl0 = tl0_at = 0
    if first & 0x80:
        flags = data[at]
        at += 1
        if flags & 0x80:
            if at + 1 >= end:
                return None
            picture_id, picture_id_at, bits = data[at] & 0x7F, at - start, 7
            if data[at] & 0x80:
                picture_id, bits = (picture_id << 8) | data[at + 1], 15
                at += 1
            at += 1
        if flags & 0x40:
            if at >= end:
                return None
            tl0, tl0_at = data[at], at - start
            at += 1
        if flags & 0x30:
            at += 1
    if at >= end:
        return None
    # The frame begins here (S set, first partition), and its own header says "key frame" by a zero bit (RFC 6386, 9.1).
    starts_keyframe = first & 0x17 == 0x10 and data[at] & 0x01 == 0
    return Descriptor(picture_id, picture_id_at, bits, tl0, tl0_at, starts_keyframe)


def rewrite(data: bytearray, start: int, descriptor: Descriptor, picture_id: int, tl0: int) -> None:
    """Writes other numbers into the descriptor that begins at `start`, in the widths it has."""
    if descriptor.picture_id_bits == 15:
        at = start + descriptor.picture_id_at
        data[at] = 0x80 | (picture_id >> 8) & 0x7F
        data[at + 1] = picture_id & 0xFF
    elif descriptor.picture_id_bits == 7:
        data[start + descriptor.picture_id_at] = picture_id & 0x7F
    if descriptor.tl0_at:
        data[start + descriptor.tl0_at] = tl0 & 0xFF


def starts_keyframe(data: Buffer, start: int, end: int) -> bool:
    """Whether the payload `data[start:end]` is the beginning of a keyframe."""
    found = parse(data, start, end)
    return found is not None and found.starts_keyframe


def plain_picture(data: Buffer, start: int, end: int) -> int:
    """The picture id of the payload `data[start:end]`, at its third byte, where the descriptor has nothing else than one of 15 bits:
    what browsers send without temporal layers. Else -1."""
    if end - start > 4 and data[start] & 0x80 and data[start + 1] == 0x80 and data[start + 2] & 0x80:
        return (data[start + 2] & 0x7F) << 8 | data[start + 3]
    return -1


def renumber(data: bytearray, start: int, end: int, pictures: PictureMap) -> None:
    """Gives the payload `data[start:end]` the numbers of a slot, in place; what cannot be read stays as it is."""
    found = parse(data, start, end)
    if found is not None:
        rewrite(data, start, found, *pictures.map(found.picture_id, found.tl0))
