"""A real push service on this machine: it decrypts what it gets as a browser would, and checks who sent it.

Written from RFC 8188, 8291 and 8292 beside the product's own code, so that both must agree with them.
"""

import base64
import hashlib
import hmac
import json
import struct
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestServer
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat


def unb64(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "==")


def b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


@dataclass
class Browser:
    """One subscription: its private key, and what it was shown."""

    path: str
    key: ec.EllipticCurvePrivateKey
    auth: bytes
    statuses: list[int] = field(default_factory=lambda: [201])
    headers: list[dict[str, str]] = field(default_factory=list)
    shown: list[dict[str, Any]] = field(default_factory=list)

    @property
    def public(self) -> bytes:
        return self.key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)

    def decrypt(self, body: bytes) -> bytes:
        """RFC 8291, section 3.4, with HKDF written out."""
        salt, (_size, length) = body[:16], struct.unpack("!IB", body[16:21])
        sender = body[21 : 21 + length]
        shared = self.key.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), sender))
        prk_key = hmac.digest(self.auth, shared, hashlib.sha256)
        ikm = hmac.digest(prk_key, b"WebPush: info\x00" + self.public + sender + b"\x01", hashlib.sha256)
        prk = hmac.digest(salt, ikm, hashlib.sha256)
        cek = hmac.digest(prk, b"Content-Encoding: aes128gcm\x00\x01", hashlib.sha256)[:16]
        nonce = hmac.digest(prk, b"Content-Encoding: nonce\x00\x01", hashlib.sha256)[:12]
        padded = AESGCM(cek).decrypt(nonce, body[21 + length :], None)
        text, delimiter, padding = padded.rpartition(b"\x02")
        assert delimiter
        assert not padding.strip(b"\x00")
        return text


@dataclass
class PushService:
    """`key`: the sender's public key that browsers subscribed with, as base64url."""

    key: str
    origin: str = ""
    browsers: dict[str, Browser] = field(default_factory=dict)

    def subscribe(self) -> tuple[str, Browser]:
        """A new subscription as JSON, and the browser behind it."""
        path = f"/push/{len(self.browsers)}"
        browser = Browser(path, ec.generate_private_key(ec.SECP256R1()), hashlib.sha256(path.encode()).digest()[:16])
        self.browsers[path] = browser
        keys = {"p256dh": b64(browser.public), "auth": b64(browser.auth)}
        return json.dumps({"endpoint": self.origin + path, "expirationTime": None, "keys": keys}), browser

    async def take(self, request: web.Request) -> web.Response:
        browser = self.browsers[request.path]
        self.check_sender(request.headers["Authorization"])
        assert request.headers["Content-Encoding"] == "aes128gcm"
        status = browser.statuses.pop(0) if len(browser.statuses) > 1 else browser.statuses[0]
        shown = json.loads(browser.decrypt(await request.read()))
        browser.headers.append(dict(request.headers))
        if status < 300:
            browser.shown.append(shown)
        return web.Response(status=status, headers={"Retry-After": "7"} if status == 429 else {})

    def check_sender(self, authorization: str) -> None:
        """RFC 8292: an ES256 signature by the key that the browser subscribed with, for this service, for a while."""
        scheme, _, rest = authorization.partition(" ")
        parts = dict(one.strip().split("=", 1) for one in rest.split(","))
        assert (scheme, parts["k"]) == ("vapid", self.key)
        head, claims, signature = parts["t"].split(".")
        assert json.loads(unb64(head)) == {"typ": "JWT", "alg": "ES256"}
        raw = unb64(signature)
        public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), unb64(self.key))
        der = encode_dss_signature(int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))
        public.verify(der, f"{head}.{claims}".encode(), ec.ECDSA(hashes.SHA256()))
        said = json.loads(unb64(claims))
        assert said["aud"] == self.origin
        assert said["sub"].startswith(("mailto:", "https://"))
        assert time.time() < said["exp"] <= time.time() + 24 * 3600


@asynccontextmanager
async def running(key: str) -> AsyncIterator[PushService]:
    """Listens on a free port."""
    service = PushService(key)
    app = web.Application()
    app.router.add_post("/push/{number}", service.take)
    server = TestServer(app)
    await server.start_server()
    service.origin = f"http://127.0.0.1:{server.port}"
    try:
        yield service
    finally:
        await server.close()
