"""Messages that only one browser can read (RFC 8291 with RFC 8188), and who sends them (VAPID, RFC 8292). Pure.
Written on `cryptography` alone: the usual library sends with blocking sockets, and its part for this has no wheel
(docs/decisions/024)."""

import base64
import binascii
import json
import struct
from dataclasses import dataclass

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

CURVE = ec.SECP256R1()
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
POINT_BYTES, AUTH_BYTES = 65, 16
RECORD_BYTES = 4096
TAG_AND_DELIMITER = 17
PADDED_TO = 256  # Messages have a length that does not tell what they say.
VALID_SECONDS = 12 * 3600  # A signature may not be valid for longer than 24 h (RFC 8292, section 2).
ENDPOINT_LENGTH = 1024


class BadSubscription(ValueError):
    """What was sent is no push subscription."""


@dataclass(frozen=True, slots=True)
class Subscription:
    """A browser that agreed to be told: where its service takes messages, and its keys for reading them."""

    endpoint: str
    p256dh: bytes
    auth: bytes

    def to_json(self) -> str:
        """The subscription as browsers write it."""
        keys = {"p256dh": encode(self.p256dh), "auth": encode(self.auth)}
        return json.dumps({"endpoint": self.endpoint, "keys": keys})


def parse(text: str) -> Subscription:
    """What `PushSubscription.toJSON` gives (Push API). Raises `BadSubscription`; where the endpoint leads is `guard`'s matter."""
    try:
        data = json.loads(text)
        endpoint, keys = data["endpoint"], data["keys"]
        found = Subscription(endpoint, decode(keys["p256dh"]), decode(keys["auth"]))
        if not isinstance(endpoint, str) or len(endpoint) > ENDPOINT_LENGTH or len(found.auth) != AUTH_BYTES:
            raise BadSubscription
        if len(found.p256dh) != POINT_BYTES:
            raise BadSubscription
        ec.EllipticCurvePublicKey.from_encoded_point(CURVE, found.p256dh)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, binascii.Error) as error:
        raise BadSubscription("no push subscription") from error
    return found


def encode(data: bytes) -> str:
    """base64url without padding, as JSON Web Signatures and the Push API have it."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def decode(text: str) -> bytes:
    """The reverse. Raises `ValueError`."""
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)


def private_key(secret: bytes) -> ec.EllipticCurvePrivateKey:
    """The key of 32 secret bytes: any of them is one."""
    return ec.derive_private_key(int.from_bytes(secret, "big") % (ORDER - 1) + 1, CURVE)


def public_bytes(key: ec.EllipticCurvePrivateKey) -> bytes:
    """Its public half, uncompressed: what browsers subscribe with."""
    return key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def encrypt(
    to: Subscription, message: bytes, ephemeral: ec.EllipticCurvePrivateKey, salt: bytes, padded_to: int = PADDED_TO
) -> bytes:
    """The body of the request. `ephemeral` and `salt` are new for each message. Raises `ValueError` for one that is too long."""
    padding = -(len(message) + 1) % padded_to
    if len(message) + padding + TAG_AND_DELIMITER > RECORD_BYTES:
        raise ValueError("too long for one record")
    theirs = ec.EllipticCurvePublicKey.from_encoded_point(CURVE, to.p256dh)
    ours = public_bytes(ephemeral)
    shared = ephemeral.exchange(ec.ECDH(), theirs)
    # RFC 8291, section 3.4; then RFC 8188, sections 2.2 and 2.3.
    material = _derive(shared, to.auth, b"WebPush: info\0" + to.p256dh + ours, 32)
    key = _derive(material, salt, b"Content-Encoding: aes128gcm\0", 16)
    nonce = _derive(material, salt, b"Content-Encoding: nonce\0", 12)
    header = salt + struct.pack("!IB", RECORD_BYTES, len(ours)) + ours
    return header + AESGCM(key).encrypt(nonce, message + b"\x02" + bytes(padding), None)


def _derive(material: bytes, salt: bytes, info: bytes, length: int) -> bytes:
    return HKDF(hashes.SHA256(), length, salt, info).derive(material)


def authorization(key: ec.EllipticCurvePrivateKey, audience: str, subject: str, now: float) -> str:
    """The `Authorization` header: `audience` is the origin of the endpoint, `subject` whom to write to, `now` Unix time."""
    claims = {"aud": audience, "exp": int(now) + VALID_SECONDS, "sub": subject}
    signed = f"{_part({'typ': 'JWT', 'alg': 'ES256'})}.{_part(claims)}"
    r, s = decode_dss_signature(key.sign(signed.encode(), ec.ECDSA(hashes.SHA256())))
    signature = encode(r.to_bytes(32, "big") + s.to_bytes(32, "big"))
    return f"vapid t={signed}.{signature}, k={encode(public_bytes(key))}"


def _part(content: dict[str, object]) -> str:
    return encode(json.dumps(content, separators=(",", ":")).encode())
