"""VP8's payload descriptor: every form of RFC 7741 is found, renumbered, and nothing else is touched."""

from hypothesis import given
from hypothesis import strategies as st

from audiencia.media.packets import vp8


def descriptor(
    picture_id: int | None, bits: int, tl0: int | None, more: bool, start: bool, partition: int = 0
) -> bytes:
    """A descriptor as RFC 7741, 4.2 draws it."""
    first = (0x10 if start else 0) | partition
    flags, fields = 0, b""
    if picture_id is not None:
        flags |= 0x80
        fields += (0x8000 | picture_id).to_bytes(2, "big") if bits == 15 else bytes([picture_id & 0x7F])
    if tl0 is not None:
        flags |= 0x40
        fields += bytes([tl0])
    if more:
        flags |= 0x20
        fields += b"\x60"
    if not flags:
        return bytes([first])
    return bytes([first | 0x80, flags]) + fields


forms = st.builds(
    lambda picture, bits, tl0, more, start: (picture if bits else None, bits or 15, tl0, more, start),
    st.integers(0, 0x7FFF), st.sampled_from([0, 7, 15]), st.none() | st.integers(0, 255), st.booleans(), st.booleans(),
)  # fmt: skip


@given(forms, st.binary(min_size=1, max_size=40), st.integers(0, 30), st.integers(0, 0x7FFF), st.integers(0, 255))
def test_renumbers_what_is_there_and_nothing_else(
    form: tuple[int | None, int, int | None, bool, bool], body: bytes, offset: int, picture: int, tl0: int
) -> None:
    head = descriptor(*form)
    data = bytearray(offset) + head + body
    found = vp8.parse(data, offset, len(data))
    assert found is not None or len(head) + len(body) < 2
    if found is None:
        return
    was_picture, bits, was_tl0, more, start = form
    if was_picture is not None:
        assert found.picture_id == was_picture % (1 << bits)
    assert found.picture_id_bits == (bits if was_picture is not None else 0)
    assert found.tl0 == (was_tl0 or 0)
    assert found.starts_keyframe == (start and body[0] & 1 == 0)
    vp8.rewrite(data, offset, found, picture, tl0)
    expected = descriptor(None if was_picture is None else picture, bits, None if was_tl0 is None else tl0, more, start)
    assert bytes(data) == bytes(offset) + expected + body


def test_a_keyframe_begins_only_in_its_first_partition() -> None:
    key = b"\x10\x02\x00\x9d\x01\x2a"
    assert vp8.parse(descriptor(1, 15, None, False, True) + key, 0, 10).starts_keyframe  # type: ignore[union-attr]
    later = descriptor(1, 15, None, False, True, partition=1) + key
    assert not vp8.parse(later, 0, len(later)).starts_keyframe  # type: ignore[union-attr]
    rest = descriptor(1, 15, None, False, False) + key
    assert not vp8.parse(rest, 0, len(rest)).starts_keyframe  # type: ignore[union-attr]


@given(st.binary(max_size=12))
def test_any_bytes_are_read_without_an_error(data: bytes) -> None:
    found = vp8.parse(data, 0, len(data))
    if found is not None:
        changed = bytearray(data)
        vp8.rewrite(changed, 0, found, 0x1234, 0x56)
        assert len(changed) == len(data)


def test_a_descriptor_without_payload_is_refused() -> None:
    head = descriptor(5, 15, 7, True, True)
    assert all(vp8.parse(head, 0, size) is None for size in range(len(head) + 1))


@given(forms, st.binary(min_size=2, max_size=40), st.integers(0, 30))
def test_the_picture_id_at_the_third_byte_is_found_where_it_stands_alone(
    form: tuple[int | None, int, int | None, bool, bool], body: bytes, offset: int
) -> None:
    picture, bits, tl0, more, _ = form
    data = bytearray(offset) + descriptor(*form) + body
    alone = bits == 15 and tl0 is None and not more
    assert vp8.plain_picture(data, offset, len(data)) == (picture if alone and picture is not None else -1)
    if alone and picture is not None:
        found = vp8.parse(data, offset, len(data))
        assert found is not None and (found.picture_id, found.picture_id_at) == (picture, 2)


@given(st.binary(max_size=12))
def test_of_a_picture_id_that_is_cut_off_nothing_is_read(data: bytes) -> None:
    assert vp8.plain_picture(data, 0, len(data)) == -1 or len(data) > 4
