"""The RTP header: payloads and extensions are found, and malformed packets are told apart."""

import struct

from hypothesis import given
from hypothesis import strategies as st

from audiencia.media.packets import rtp

items = st.lists(
    st.tuples(st.integers(1, 14), st.binary(min_size=1, max_size=16)), max_size=5, unique_by=lambda item: item[0]
)


def packet(csrcs: int, extensions: list[tuple[int, bytes]] | None, payload: bytes) -> bytes:
    head = rtp.HEADER.pack(0x80 | csrcs | (0x10 if extensions is not None else 0), 96, 1, 2, 3) + bytes(4 * csrcs)
    if extensions is not None:
        body = b"".join(bytes([number << 4 | len(value) - 1]) + value for number, value in extensions)
        body += bytes(-len(body) % 4)
        head += struct.pack("!HH", 0xBEDE, len(body) // 4) + body
    return head + payload


@given(st.integers(0, 15), st.none() | items, st.binary(max_size=30))
def test_payload_and_extensions_are_found(
    csrcs: int, extensions: list[tuple[int, bytes]] | None, payload: bytes
) -> None:
    data = packet(csrcs, extensions, payload)
    assert data[rtp.payload_start(data, 0, len(data)) :] == payload
    for number, value in extensions or ():
        assert rtp.extension(data, 0, len(data), number) == value
    missing = set(range(1, 15)) - {number for number, _ in extensions or ()}
    assert rtp.extension(data, 0, len(data), missing.pop()) is None


@given(st.binary(min_size=12, max_size=80), st.integers(1, 14))
def test_any_bytes_are_read_without_an_error(data: bytes, number: int) -> None:
    assert 0 <= rtp.payload_start(data, 0, len(data)) <= len(data)
    rtp.extension(data, 0, len(data), number)
