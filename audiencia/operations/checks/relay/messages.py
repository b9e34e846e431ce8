"""STUN messages as TURN needs them (RFC 8489 and RFC 8656): written and read. Pure."""

import hashlib
import hmac
import struct
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import IntEnum
from ipaddress import IPv4Address, IPv6Address, ip_address

MAGIC = 0x2112A442
_HEADER = struct.Struct("!HHI12s")
_ATTRIBUTE = struct.Struct("!HH")
HEADER_BYTES = _HEADER.size

Address = tuple[str, int]


class Method(IntEnum):
    """RFC 8656, section 17."""

    ALLOCATE = 0x003
    REFRESH = 0x004
    SEND = 0x006
    DATA = 0x007
    CREATE_PERMISSION = 0x008


class Kind(IntEnum):
    """The class bits of a message's type (RFC 8489, section 5)."""

    REQUEST = 0x000
    INDICATION = 0x010
    SUCCESS = 0x100
    ERROR = 0x110


class Attribute(IntEnum):
    """RFC 8489, section 14, and RFC 8656, section 18."""

    USERNAME = 0x0006
    MESSAGE_INTEGRITY = 0x0008
    ERROR_CODE = 0x0009
    LIFETIME = 0x000D
    XOR_PEER_ADDRESS = 0x0012
    DATA = 0x0013
    REALM = 0x0014
    NONCE = 0x0015
    XOR_RELAYED_ADDRESS = 0x0016
    REQUESTED_TRANSPORT = 0x0019
    XOR_MAPPED_ADDRESS = 0x0020


UDP = struct.pack("!B3x", 17)
"""The value of REQUESTED-TRANSPORT: the protocol's number in IP."""


@dataclass(frozen=True, slots=True)
class Message:
    """One that came. Of attributes that are there twice, the first counts (RFC 8489, section 14)."""

    method: int
    kind: int
    transaction: bytes
    attributes: Mapping[int, bytes]

    @property
    def error(self) -> int | None:
        """The code of an error, such as 401; `None` in what is no error."""
        value = self.attributes.get(Attribute.ERROR_CODE, b"")
        return value[2] * 100 + value[3] if self.kind == Kind.ERROR and len(value) >= 4 else None

    def address(self, attribute: Attribute) -> Address | None:
        """An address that was hidden from routers which rewrite what looks like one (RFC 8489, section 14.2)."""
        value = self.attributes.get(attribute, b"")
        if len(value) not in (8, 20) or value[1] != (1 if len(value) == 8 else 2):
            return None
        plain = _xored(value[4:], self.transaction)
        return str(ip_address(plain)), struct.unpack("!H", value[2:4])[0] ^ (MAGIC >> 16)


def key(username: str, realm: str, password: str) -> bytes:
    """Of the long-term mechanism (RFC 8489, section 9.2.2)."""
    said = f"{username}:{realm}:{password}".encode()
    return hashlib.md5(said, usedforsecurity=False).digest()  # what the RFC and coturn hold to


def xor_address(address: Address, transaction: bytes) -> bytes:
    """The value of an attribute such as XOR-PEER-ADDRESS."""
    host: IPv4Address | IPv6Address = ip_address(address[0])
    family = 1 if host.version == 4 else 2
    return struct.pack("!xBH", family, address[1] ^ (MAGIC >> 16)) + _xored(host.packed, transaction)


def message(
    method: int, kind: Kind, transaction: bytes, attributes: Iterable[tuple[Attribute, bytes]], secret: bytes | None
) -> bytes:
    """As it is sent; with `secret` (see `key`) it ends with MESSAGE-INTEGRITY, counted over all before it."""
    body = b"".join(
        _ATTRIBUTE.pack(name, len(value)) + value + bytes(-len(value) % 4) for name, value in attributes
    )  # fmt: skip
    if secret is None:
        return _HEADER.pack(method | kind, len(body), MAGIC, transaction) + body
    covered = _HEADER.pack(method | kind, len(body) + 24, MAGIC, transaction) + body
    return covered + _ATTRIBUTE.pack(Attribute.MESSAGE_INTEGRITY, 20) + hmac.new(secret, covered, hashlib.sha1).digest()


def read(data: bytes) -> Message | None:
    """`None` for what is no STUN message, or a damaged one."""
    if len(data) < HEADER_BYTES:
        return None
    kind, length, magic, transaction = _HEADER.unpack_from(data)
    if kind >> 14 or magic != MAGIC or length % 4 or len(data) != HEADER_BYTES + length:
        return None
    attributes: dict[int, bytes] = {}
    at = HEADER_BYTES
    while at < len(data):
        name, size = _ATTRIBUTE.unpack_from(data, at)
        if at + 4 + size > len(data):
            return None
        attributes.setdefault(name, data[at + 4 : at + 4 + size])
        at += 4 + size + (-size % 4)
    return Message(kind & 0x3EEF, kind & 0x0110, transaction, attributes)


def authentic(data: bytes, secret: bytes) -> bool:
    """Whether it ends, but for a fingerprint, with the integrity that this key gives."""
    at = HEADER_BYTES
    while at + 4 <= len(data):
        name, size = _ATTRIBUTE.unpack_from(data, at)
        if name == Attribute.MESSAGE_INTEGRITY and size == 20:
            covered = data[:2] + struct.pack("!H", at + 24 - HEADER_BYTES) + data[4:at]
            return hmac.compare_digest(hmac.new(secret, covered, hashlib.sha1).digest(), data[at + 4 : at + 24])
        at += 4 + size + (-size % 4)
    return False


def size_of(header: bytes) -> int:
    """How long the message is that begins with these four bytes, in a stream."""
    return HEADER_BYTES + int.from_bytes(header[2:4], "big")


def _xored(value: bytes, transaction: bytes) -> bytes:
    return bytes(one ^ other for one, other in zip(value, struct.pack("!I", MAGIC) + transaction, strict=False))
