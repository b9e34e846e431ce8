"""Where TURN servers are (RFC 7065), and the credentials for a while that they take. Pure."""

import base64
import hashlib
import hmac
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

Transport = Literal["udp", "tcp", "tls"]
USUAL_PORT, USUAL_TLS_PORT = 3478, 5349
HOLDS_SECONDS = 12 * 3600
"""A page may stay open from the lobby to the last call; a server asks for them again while a call goes on."""
_URL = re.compile(r"(turns?):(\[[0-9a-fA-F:.]+\]|[A-Za-z0-9.-]+)(?::(\d{1,5}))?(?:\?transport=(udp|tcp))?")


@dataclass(frozen=True, slots=True)
class Server:
    """`tls` is TCP with TLS: what a network lets through that lets nothing else through."""

    url: str
    host: str
    port: int
    transport: Transport


@dataclass(frozen=True, slots=True)
class Credentials:
    """Credentials of the long-term mechanism (RFC 8489, section 9.2)."""

    username: str
    password: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Relay:
    """The servers of this installation, and what they share with us."""

    urls: tuple[str, ...]
    secret: str = field(repr=False)

    def given(self, now: float, name: str) -> list[dict[str, Any]]:
        """What a browser's `RTCPeerConnection` takes as `iceServers`. `now`: seconds since 1970; `name`: anything, of nobody."""
        own = credentials(self.secret, int(now) + HOLDS_SECONDS, name)
        return [{"urls": list(self.urls), "username": own.username, "credential": own.password}]


def server(url: str) -> Server:
    """Raises `ValueError` for what is no address of TURN, and for TURN over DTLS, which browsers do not speak."""
    found = _URL.fullmatch(url)
    if found is None:
        raise ValueError("turn:host[:port][?transport=udp|tcp], or turns:host[:port]")
    scheme, host, port, transport = found.groups()
    if scheme == "turns" and transport == "udp":
        raise ValueError("turns: goes over TCP")
    usual = USUAL_TLS_PORT if scheme == "turns" else USUAL_PORT
    if not 1 <= int(port or usual) <= 65535:
        raise ValueError("port: 1 to 65535")
    kind: Transport = "tls" if scheme == "turns" else "tcp" if transport == "tcp" else "udp"
    return Server(url, host.strip("[]"), int(port or usual), kind)


def servers(urls: Sequence[str]) -> list[Server]:
    """Each address parsed; raises as `server` does."""
    return [server(one) for one in urls]


def credentials(secret: str, expires_at: int, name: str) -> Credentials:
    """What coturn takes with `use-auth-secret` until `expires_at`, in seconds since 1970 (draft-uberti-behave-turn-rest-00)."""
    username = f"{expires_at}:{name}"
    mac = hmac.new(secret.encode(), username.encode(), hashlib.sha1).digest()
    return Credentials(username, base64.b64encode(mac).decode())
