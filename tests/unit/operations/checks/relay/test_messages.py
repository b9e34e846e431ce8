"""STUN messages agree with the examples of RFC 5769, and nothing that may come breaks the reader."""

from hypothesis import given
from hypothesis import strategies as st

from audiencia.operations.checks.relay import messages
from audiencia.operations.checks.relay.messages import Attribute, Kind, Method

LONG_TERM = bytes.fromhex(
    "000100602112a44278ad3433c6ad72c029da412e"
    "00060012e3839ee38388e383aae38383e382afe382b90000"
    "0015001c662f2f3439396b3935346436 4f4c33346f4c394653547679363473 41"
    "0014000b6578616d706c652e6f726700"
    "00080014f67024656dd64a3e02b8e0712e85c9a28ca89666"
)
"""RFC 5769, section 2.4."""
MAPPED = bytes.fromhex("0101000c2112a442b7e7a701bc34d686fa87dfae002000080001a147e112a643")
"""The answer of section 2.2 with its mapped address alone."""
BINDING = 0x001
TRANSACTION = bytes(range(12))
ADDRESSES = st.tuples(st.ip_addresses().map(str), st.integers(0, 65535))


def test_the_example_of_long_term_credentials() -> None:
    secret = messages.key("マトリックス", "example.org", "TheMatrIX")
    assert messages.authentic(LONG_TERM, secret) and not messages.authentic(LONG_TERM, b"another")
    came = messages.read(LONG_TERM)
    assert came is not None and came.attributes[Attribute.REALM] == b"example.org"
    written = messages.message(
        BINDING,
        Kind.REQUEST,
        came.transaction,
        [(Attribute(one), value) for one, value in came.attributes.items() if one != Attribute.MESSAGE_INTEGRITY],
        secret,
    )
    assert written == LONG_TERM


def test_the_example_of_a_mapped_address() -> None:
    came = messages.read(MAPPED)
    assert came is not None and came.address(Attribute.XOR_MAPPED_ADDRESS) == ("192.0.2.1", 32853)
    assert came.address(Attribute.XOR_RELAYED_ADDRESS) is None


@given(ADDRESSES)
def test_addresses_come_back(address: tuple[str, int]) -> None:
    about = [(Attribute.XOR_PEER_ADDRESS, messages.xor_address(address, TRANSACTION))]
    came = messages.read(messages.message(Method.SEND, Kind.INDICATION, TRANSACTION, about, None))
    assert came is not None and came.address(Attribute.XOR_PEER_ADDRESS) == address


def test_errors_have_a_code_and_nothing_else_has() -> None:
    for kind, code in ((Kind.ERROR, 486), (Kind.SUCCESS, None)):
        said = [(Attribute.ERROR_CODE, b"\0\0\x04\x56Allocation Quota Reached")]
        came = messages.read(messages.message(Method.ALLOCATE, kind, TRANSACTION, said, b"key"))
        assert came is not None and came.error == code


@given(st.binary(max_size=120), st.booleans())
def test_whatever_comes_is_read_or_not(noise: bytes, with_head: bool) -> None:
    data = LONG_TERM[:20] + noise if with_head else noise
    came = messages.read(data[:2] + len(noise).to_bytes(2, "big") + data[4:] if with_head else data)
    if came is not None:
        assert came.error is None or came.error >= 0
        for one in Attribute:
            came.address(one)
    messages.authentic(data, b"key")
